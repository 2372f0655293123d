import { rm } from 'node:fs/promises';

import { table } from '../bench/table';
import { N8N_VERSIONS } from '../n8n/versions';
import './shared';

/** Stops every n8n that the tests used, removes what it wrote, and prints what the tests noted. */
export default async function teardown(): Promise<void> {
	for (const running of globalThis.n8nByVersion?.values() ?? []) {
		const n8n = await running.catch(() => undefined);
		if (n8n === undefined) continue;
		await n8n.stop();
		await rm(n8n.userFolder, { recursive: true, force: true });
	}
	if (globalThis.n8nDeliveries !== undefined) printDeliveries(globalThis.n8nDeliveries);
}

function printDeliveries(deliveries: NonNullable<typeof globalThis.n8nDeliveries>): void {
	const heads = [
		'On Error, Retry On Fail',
		'n8n',
		'success branch',
		'failed in it',
		'error branch',
	];
	const rows = deliveries
		.map((each) => ({ ...each, mode: `${each.onError}, ${each.retryOnFail}` }))
		.sort(
			(a, b) =>
				a.mode.localeCompare(b.mode) ||
				N8N_VERSIONS.indexOf(a.version) - N8N_VERSIONS.indexOf(b.version),
		)
		.map(({ mode, version, success, failedAmongThem, error }) => [
			mode,
			version,
			...[success, failedAmongThem, error].map(String),
		]);
	process.stdout.write(
		`\nOf 500 items, how many left by which branch:\n\n${table(heads, rows)}\n\n`,
	);
}
