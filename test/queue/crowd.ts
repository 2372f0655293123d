import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';

import { table } from '../bench/table';
import { demo } from '../gateway';
import type { N8nVersion } from '../n8n/versions';
import { startRegular, type Rig } from './rig';

/** How long n8n may need for one of the steps, in milliseconds. */
const STEP_DEADLINE_MS = 300_000;

/**
 * Writes as Omnichat does, again while n8n says that it is too busy.
 *
 * @returns whether n8n took the message; not where it died
 */
export async function write(url: string, from: string, message: string): Promise<boolean> {
	return isTaken(await post(url, messageFrom(from, message)));
}

/** The body of Omnichat's call. */
export const messageFrom = (from: string, message: string) => ({
	device_key: demo.deviceKey,
	name: from,
	from,
	message,
	type: 'single',
});

/** @param status what a call was answered with */
export const isTaken = (status: number) => status >= 200 && status < 300;

/**
 * Calls a webhook with JSON, again while n8n says that it is too busy.
 *
 * @returns the status of the answer; 0 where the connection broke
 */
export async function post(url: string, body: object): Promise<number> {
	try {
		for (;;) {
			// A connection for each call, as Omnichat makes it: one that is kept may be closed by n8n just
			// when it is used again.
			const response = await request(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
				reset: true,
			});
			await response.body.dump();
			if (response.statusCode !== 503) return response.statusCode;
			await pause(1_000);
		}
	} catch {
		return 0;
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
