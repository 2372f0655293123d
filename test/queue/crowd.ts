import { setTimeout as pause } from 'node:timers/promises';

import { table } from '../bench/table';
import { demo } from '../gateway';
import type { N8nVersion } from '../n8n/versions';
import { startRegular, type Rig } from './rig';

/** How long n8n may need for one of the steps, in milliseconds. */
const STEP_DEADLINE_MS = 300_000;

/**
 * Writes as Omnichat does, again while n8n says that it is too busy.
 *
 * @param more fields of the body, in place of those that it has anyway
 * @returns whether n8n took the message; not where it died
 */
export async function write(
	url: string,
	from: string,
	message: string,
	more: Readonly<Record<string, string>> = {},
): Promise<boolean> {
	const body = { device_key: demo.deviceKey, name: from, from, message, type: 'single' };
	return await post(url, { ...body, ...more });
}

/**
 * Calls a webhook with JSON, again while n8n says that it is too busy.
 *
 * @returns whether n8n took it; not where it died
 */
export async function post(url: string, body: object): Promise<boolean> {
	try {
		for (;;) {
			const response = await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			await response.text();
			if (response.status !== 503) return response.ok;
			await pause(1_000);
		}
	} catch {
		return false;
	}
}

/**
 * Waits until something holds.
 *
 * @throws Error when it takes longer than five minutes
 */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
	const deadline = Date.now() + STEP_DEADLINE_MS;
	while (!(await holds())) {
		if (Date.now() > deadline) throw new Error('It took too long');
		await pause(200);
	}
}

/** How long an n8n may need to start, in milliseconds. */
export const START_DEADLINE_MS = 300_000;

/**
 * Makes the same tests for each way to run n8n as one process.
 *
 * @param tests gets the n8n of the tests, which runs when they do, its version, and what the table calls it
 */
export function inOneProcess(tests: (rig: () => Rig, version: N8nVersion, name: string) => void) {
	describe.each([
		['2.41.1', 'one process', {}],
		['2.41.1', 'lazy engine', { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }],
		['1.123.81', 'one process', {}],
	] as const)('n8n %s, %s', (version, name, env) => {
		let rig: Rig;
		beforeAll(async () => {
			rig = await startRegular(version, env);
		}, START_DEADLINE_MS);
		afterAll(() => rig.stop(), START_DEADLINE_MS);

		tests(() => rig, version, `${version}, ${name}`);
	});
}

/**
 * Collects what came out of the tests, and prints it as one table.
 *
 * @param columns what each column is called, and what stands in it
 */
export function createTable<Tally>(
	title: string,
	columns: Readonly<Record<string, (tally: Tally) => number | string>>,
) {
	const rows: string[][] = [];
	return {
		/** Notes a result before a test judges it, so that the table has it in any case. */
		add(what: string, tally: Tally): Tally {
			rows.push([what, ...Object.values(columns).map((cell) => String(cell(tally)))]);
			return tally;
		},
		print(): void {
			process.stdout.write(`\n${title}\n${table(['', ...Object.keys(columns)], rows)}\n\n`);
		},
	};
}
