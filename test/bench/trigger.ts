import {
	bareWebhook,
	idleTrigger,
	ourReply,
	ours,
	oursForged,
	replyByHand,
	webhookWithHeader,
	type Called,
} from './called';
import { createCredentials, load, publish, type Load } from './load';
import { startBenchN8n } from './n8n';
import { inTurns, progress, withGateway } from './runs';
import { median, number, table, verdict } from './table';

/** Calls of the round that is not counted, and the fewest of any other. */
const WARM_UP = 60;

/** So long each round should take, as the one before it says. */
const SECONDS = 8;
const ROUNDS = 3;

/** How n8n is told to hand out the isolated VMs in which it evaluates expressions. */
const engines = [
	{ name: 'n8n’s default engine', short: 'default', env: {} },
	{
		name: 'N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true',
		short: 'lazy',
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
	},
] as const;

/** What is to be reached, by engine: this many times what the other one does. */
interface Goal {
	of: Called;
	against: Called;
	default?: number;
	lazy?: number;
}

/**
 * How many webhook calls n8n answers with our trigger, and with what is beside it. Starts an n8n of
 * its own for each engine setting.
 */
export async function triggerSpeed(): Promise<string> {
	const trigger = ours('Omnichat Trigger');
	const forged = oursForged('Omnichat Trigger, forged calls');
	const header = webhookWithHeader('Webhook, header authentication');
	const bare = bareWebhook('Webhook, no authentication');
	const idle = idleTrigger('a community trigger that does nothing');
	const reply = ourReply('Omnichat Trigger, Omnichat');
	const byHand = replyByHand('Webhook with header authentication, HTTP Request');
	const all = [trigger, header, bare, idle, forged, reply, byHand];
	const goals: Goal[] = [
		{ of: trigger, against: header, default: 1.1 },
		{ of: trigger, against: idle, default: 0.95 },
		{ of: trigger, against: bare, lazy: 0.9 },
		{ of: forged, against: trigger, default: 2, lazy: 2 },
		{ of: reply, against: byHand, default: 1, lazy: 1.15 },
	];

	const parts: string[] = [];
	for (const engine of engines) {
		progress(`   ${engine.name}`);
		const loads = await measure(all, engine.env);
		const middle = (called: Called, of: (load: Load) => number) =>
			median((loads.get(called) ?? []).map(of));
		const rate = (called: Called) => middle(called, ({ perSecond }) => perSecond);
		const row = (called: Called, reference: Called) => {
			const rates = (loads.get(called) ?? []).map(({ perSecond }) => perSecond);
			return [
				called.name,
				number(rate(called), 1),
				`${number(Math.min(...rates), 1)}-${number(Math.max(...rates), 1)}`,
				number(rate(called) / rate(reference), 2),
				number(middle(called, ({ p99Ms }) => p99Ms)),
				number(
					middle(called, ({ cpuMs }) => cpuMs),
					1,
				),
			];
		};
		const part = [
			`  ${engine.name}`,
			'',
			table(
				['calls answered', 'per second', 'min-max', 'to ours', 'p99 ms', 'CPU ms'],
				[trigger, header, bare, idle, forged].map((called) => row(called, trigger)),
			),
			'',
			table(
				['call in, reply sent', 'per second', 'min-max', 'to ours', 'p99 ms', 'CPU ms'],
				[reply, byHand].map((called) => row(called, reply)),
			),
			'',
			...goals.flatMap((goal) => {
				const wanted = goal[engine.short];
				if (wanted === undefined) return [];
				const ratio = rate(goal.of) / rate(goal.against);
				return `  Goal, "${goal.of.name}" at least ${number(wanted, 2)} times "${goal.against.name}": ${verdict(ratio >= wanted)} (${number(ratio, 2)})`;
			}),
		].join('\n');
		progress(part);
		parts.push(part);
	}
	return [
		`Trigger. 20 customers write at once, each again when answered; about ${SECONDS} s each, median of ${ROUNDS} rounds in turns, n8n’s own settings otherwise`,
		...parts,
	].join('\n\n');
}

async function measure(
	all: readonly Called[],
	env: Readonly<Record<string, string>>,
): Promise<Map<Called, Load[]>> {
	const n8n = await startBenchN8n(env);
	try {
		return await withGateway({}, async (gateway) => {
			const { client } = n8n;
			const credentials = await createCredentials(client, gateway);
			const ready = new Map(
				await Promise.all(
					all.map(
						async (called) =>
							[called, await publish(client, client.url, called, credentials, gateway)] as const,
					),
				),
			);
			const counts = new Map<Called, number>();
			return await inTurns(all, ROUNDS, async (called) => {
				const target = ready.get(called);
				if (target === undefined) throw new Error(`"${called.name}" is not published`);
				const count = counts.get(called) ?? WARM_UP;
				const result = await load(client, target, gateway, { count, pid: n8n.pid });
				counts.set(called, Math.max(WARM_UP, Math.round(result.perSecond * SECONDS)));
				return result;
			});
		});
	} finally {
		await n8n.stop();
	}
}
