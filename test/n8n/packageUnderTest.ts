import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { runCommand } from './command';
import { localFolder, repoFolder } from './paths';

/** The package.json that n8n itself puts into its folder of community packages. */
const nodesManifest = { name: 'installed-nodes', private: true, dependencies: {} };

/** Written beside the installed package, to know which tarball it came from. */
const digestName = '.installed-tarball';

interface Manifest {
	name: string;
	n8n: { nodes: string[]; credentials: string[] };
}

/**
 * Packs the package as `npm publish` would. `dist` must be built.
 *
 * @returns path of the tarball, in `.local/package`
 * @throws Error when `dist` lacks a file that package.json names, or when npm fails
 */
export async function packPackage(): Promise<string> {
	const manifest = JSON.parse(
		await readFile(path.join(repoFolder, 'package.json'), 'utf8'),
	) as Manifest;
	for (const file of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
		if (!existsSync(path.join(repoFolder, file))) {
			throw new Error(`${file} is missing. Build the package first: npm run build`);
		}
	}

	const folder = path.join(localFolder, 'package');
	await mkdir(folder, { recursive: true });
	// Packed aside and renamed, so that nobody ever reads a half-written tarball.
	const part = await mkdtemp(path.join(folder, 'part-'));
	try {
		const output = await runCommand(
			'npm',
			['pack', '--ignore-scripts', '--silent', '--pack-destination', part],
			{
				cwd: repoFolder,
			},
		);
		const name = output.trim().split('\n').at(-1) ?? '';
		const tarball = path.join(folder, name);
		await rename(path.join(part, name), tarball);
		return tarball;
	} finally {
		await rm(part, { recursive: true, force: true });
	}
}

/**
 * Installs a community package as users of a self-hosted n8n do by hand: with npm, in
 * `<user folder>/.n8n/nodes`. Does nothing when this very tarball is installed there already.
 * n8n loads it at its next start.
 *
 * @param userFolder n8n's user folder, made when missing
 * @param tarball path of the package's tarball
 * @returns whether it was installed now
 * @throws Error with npm's output when npm fails
 */
export async function installPackage(userFolder: string, tarball: string): Promise<boolean> {
	const nodes = path.join(path.resolve(userFolder), '.n8n', 'nodes');
	const digestFile = path.join(nodes, digestName);
	const digest = `${path.resolve(tarball)} ${createHash('sha256')
		.update(await readFile(tarball))
		.digest('hex')}`;
	if ((await readFile(digestFile, 'utf8').catch(() => '')) === digest) return false;

	await mkdir(nodes, { recursive: true });
	if (!existsSync(path.join(nodes, 'package.json'))) {
		await writeFile(
			path.join(nodes, 'package.json'),
			`${JSON.stringify(nodesManifest, null, '\t')}\n`,
		);
	}
	await rm(digestFile, { force: true });
	// The peer n8n-workflow comes with n8n; npm would fetch a second one without --legacy-peer-deps.
	await runCommand(
		'npm',
		[
			'install',
			path.resolve(tarball),
			'--legacy-peer-deps',
			'--ignore-scripts',
			'--no-audit',
			'--no-fund',
		],
		{ cwd: nodes },
	);
	await writeFile(digestFile, digest);
	return true;
}
