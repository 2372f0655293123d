import { N8nClient } from '../n8n/client';
import { packPackage } from '../n8n/packageUnderTest';
import { startQueue } from '../n8n/queue';
import { ourReply } from './called';
import { databaseOf, usedBytes } from './database';
import { createCredentials, load, publish, type Load } from './load';
import { startBenchN8n } from './n8n';
import { inTurns, withGateway } from './runs';
import { median, number, table } from './table';

/** Calls before those that are counted, and the fewest of those. */
const WARM_UP = 60;

/** So long it should take, as the warm-up says. */
const SECONDS = 10;
const ROUNDS = 3;

/** As n8n keeps them: the number of executions after which it deletes the oldest, if told nothing. */
const KEPT_EXECUTIONS = 10_000;

const LAZY = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };
const UNSAVED = { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' };

interface Setting {
	name: string;
	env: Readonly<Record<string, string>>;
	isQueue?: boolean;
}

const asItComes: Setting = { name: 'n8n as it comes', env: {} };

const settings: Setting[] = [
	asItComes,
	{ name: 'lazy engine', env: LAZY },
	{ name: 'successful executions not saved', env: UNSAVED },
	{ name: 'both', env: { ...LAZY, ...UNSAVED } },
	{
		name: 'both, queue mode on this machine: main, 1 webhook process, 2 workers',
		env: { ...LAZY, ...UNSAVED },
		isQueue: true,
	},
];

interface Result extends Load {
	/** How much n8n's database grew for each message, in bytes; NaN where it was not looked at */
	bytesPerMessage: number;
}

/**
 * What the settings of n8n bring to an auto-reply: our trigger and our node. Each round starts a new
 * n8n for each setting.
 */
export async function busyNumber(): Promise<string> {
	const tarball = await packPackage();
	const results = await inTurns(settings, ROUNDS, async (setting, round) =>
		round === 0 ? undefined : await measure(setting, tarball),
	);
	const all = (setting: Setting) =>
		(results.get(setting) ?? []).filter((result) => result !== undefined);
	const middle = (setting: Setting, of: (result: Result) => number) => median(all(setting).map(of));
	const rate = (setting: Setting) => middle(setting, (result) => result.perSecond);
	const stored = middle(asItComes, (result) => result.bytesPerMessage);
	return [
		`A busy number. 20 customers write at once, each again when answered; call in, reply sent; about ${SECONDS} s each, median of ${ROUNDS} rounds in turns`,
		'',
		table(
			[
				'',
				'replies per second',
				'min-max',
				'to n8n as it comes',
				'p99 ms',
				'database, KiB a message',
			],
			settings.map((setting) => {
				const rates = all(setting).map((result) => result.perSecond);
				const bytes = middle(setting, (result) => result.bytesPerMessage);
				return [
					setting.name,
					number(rate(setting), 1),
					`${number(Math.min(...rates), 1)}-${number(Math.max(...rates), 1)}`,
					number(rate(setting) / rate(asItComes), 2),
					number(middle(setting, (result) => result.p99Ms)),
					Number.isNaN(bytes) ? '' : number(bytes / 1_024, 1),
				];
			}),
		),
		'',
		`  Pruning: n8n keeps the last ${number(KEPT_EXECUTIONS)} executions of at most 14 days, which are ${number((stored * KEPT_EXECUTIONS) / 2 ** 20)} MiB of these.`,
		'  What is not saved is written all the same, and taken out by the pruning when it is an hour old.',
	].join('\n');
}

async function measure(setting: Setting, tarball: string): Promise<Result> {
	if (setting.isQueue === true) {
		const queue = await startQueue({ tarball, env: setting.env });
		try {
			const client = new N8nClient(queue.main.url);
			await client.setupOwner();
			return {
				...(await replies(client, queue.webhook.url, queue.webhook.pid)).load,
				bytesPerMessage: NaN,
			};
		} finally {
			await queue.stop();
		}
	}
	const n8n = await startBenchN8n(setting.env);
	try {
		const database = databaseOf(n8n.userFolder);
		const { load: result, growth } = await replies(n8n.client, n8n.client.url, n8n.pid, database);
		return { ...result, bytesPerMessage: growth };
	} finally {
		await n8n.stop();
	}
}

async function replies(client: N8nClient, webhooksUrl: string, pid: number, database = '') {
	return await withGateway({}, async (gateway) => {
		const credentials = await createCredentials(client, gateway);
		const ready = await publish(client, webhooksUrl, ourReply('Reply'), credentials, gateway);
		const { perSecond } = await load(client, ready, gateway, { count: WARM_UP, pid });
		const before = await usedBytes(database);
		const count = Math.max(WARM_UP, Math.round(perSecond * SECONDS));
		const result = await load(client, ready, gateway, { count, pid });
		const growth = ((await usedBytes(database)) - before) / count;
		return { load: result, growth };
	});
}
