import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { TestEnvironment } from 'jest-environment-node';

import { N8N_IDENTITY } from '../engine/identity';
import { type N8n, startN8n } from '../n8n/server';
import { supportedVersion, type N8nVersion } from '../n8n/versions';
import { givenUrl } from './shared';
import { newUserFolder } from './userFolder';

/**
 * Where a test of a project with a real n8n runs. The first test of a version starts that n8n, and
 * the others find it; teardown.ts stops it.
 */
export default class RealN8nEnvironment extends TestEnvironment {
	private readonly version: N8nVersion;

	constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
		super(config, context);
		this.version = supportedVersion(String(config.projectConfig.globals['n8nVersion']));
	}

	override async setup(): Promise<void> {
		await super.setup();
		this.global.n8nUrl = await urlOf(this.version);
		this.global.n8nLogFile = (await globalThis.n8nByVersion?.get(this.version))?.logFile;
		this.global.noteDelivery = (delivery) => {
			globalThis.n8nDeliveries ??= [];
			globalThis.n8nDeliveries.push({ version: this.version, ...delivery });
		};
	}
}

/** The address of the n8n of a version. */
async function urlOf(version: N8nVersion): Promise<string> {
	const given = givenUrl(version);
	if (given !== undefined) return given;

	globalThis.n8nByVersion ??= new Map<N8nVersion, Promise<N8n>>();
	const running = globalThis.n8nByVersion.get(version) ?? startWithPackage(version);
	globalThis.n8nByVersion.set(version, running);
	return (await running).url;
}

/** Starts a new n8n with the package in it. */
async function startWithPackage(version: N8nVersion): Promise<N8n> {
	return await startN8n({
		userFolder: await newUserFolder(`n8n-${version}`),
		version,
		// upgradeState.test.ts has it go on with what was stored in another one.
		env: { N8N_INSTANCE_ID: N8N_IDENTITY, N8N_HMAC_SIGNATURE_SECRET: N8N_IDENTITY },
	});
}
