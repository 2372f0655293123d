import { allAttacks, REFERENCES, type Attack, type Call } from './attackCalls';
import { attack, prepareTargets, type Harm, type Targets } from './attacked';
import { Healthz } from './healthz';
import { startBenchN8n } from './n8n';
import { progress, withGateway } from './runs';
import { number, table, verdict } from './table';

/** What seems to do harm is tried again: what else the machine does only adds to it. */
const MOST_ROUNDS = 3;

/** So often each call is made in one moment. */
const TIMES = [1, 10] as const;

/** What is allowed beyond what the same calls do at n8n's own Webhook node. */
const MORE_MS = 1_000;
const MORE_MB = 200;

const names: Record<keyof typeof REFERENCES, string> = {
	trigger: 'Omnichat Trigger',
	reply: 'Omnichat Trigger, and Omnichat with the text as phone number and text',
	link: 'Send and Wait for Response: the link to answer',
};

/**
 * What calls that are made to stop n8n do to it, at our nodes and at n8n's own Webhook node: how long
 * it does not answer, and how far its memory goes up. Linux only.
 */
export async function harmOfAttacks(): Promise<string> {
	const attacks = await allAttacks();
	const harms = new Harms();
	const n8n = await startBenchN8n();
	try {
		await withGateway({}, async (gateway) => {
			const { targets, settle } = await prepareTargets(n8n, gateway);
			const healthz = await Healthz.start(n8n.client.url);
			const harmOf = async (name: keyof Targets, calls: Call[]) =>
				await attack(n8n, healthz, settle, targets[name], calls);
			for (const one of attacks) {
				for (let round = 1; round <= MOST_ROUNDS && !isWithin(one, harms); round++) {
					await tryOut(one, round, harmOf, harms);
				}
			}
			healthz.stop();
		});
	} finally {
		await n8n.stop();
	}
	return [
		`Attacks. Each call once and ten at once: the longest time until n8n answers /healthz, and how far its memory goes up until it is at rest; the least of up to ${MOST_ROUNDS} rounds`,
		...(Object.keys(names) as Array<keyof typeof names>).map((name) => part(name, attacks, harms)),
	].join('\n\n');
}

/** Makes the calls of an attack at all that it is tried at, once and ten at once, and notes the harm. */
async function tryOut(
	{ what, calls, at }: Attack,
	round: number,
	harmOf: (name: keyof Targets, calls: Call[]) => Promise<Harm>,
	harms: Harms,
): Promise<void> {
	progress(`   round ${round}: ${what}`);
	for (const times of TIMES) {
		const all = Array.from({ length: times }, () => calls).flat();
		for (const name of new Set([...at.map((one) => REFERENCES[one]), ...at])) {
			const harm = await harmOf(name, all);
			progress(`      ${name} ${times}: ${number(harm.delayMs)} ms, ${number(harm.megabytes)} MB`);
			harms.add(what, name, times, harm);
		}
	}
}

/** Whether an attack does no more harm at ours than at n8n's own Webhook node, or hardly more. */
function isWithin({ what, at }: Attack, harms: Harms): boolean {
	return at.every((name) => keeps(what, name, harms));
}

function keeps(what: string, name: keyof typeof names, harms: Harms): boolean {
	return TIMES.every((times) => {
		const mine = harms.of(what, name, times);
		const webhook = harms.of(what, REFERENCES[name], times);
		return (
			mine.delayMs - webhook.delayMs <= MORE_MS && mine.megabytes - webhook.megabytes <= MORE_MB
		);
	});
}

/** The least of what an attack did in several rounds. */
class Harms {
	private readonly least = new Map<string, Harm>();

	add(what: string, at: keyof Targets, times: number, harm: Harm): void {
		const known = this.of(what, at, times);
		this.least.set(`${at} ${times} ${what}`, {
			delayMs: Math.min(known.delayMs, harm.delayMs),
			megabytes: Math.min(known.megabytes, harm.megabytes),
		});
	}

	of(what: string, at: keyof Targets, times: number): Harm {
		const none = { delayMs: Infinity, megabytes: Infinity };
		return this.least.get(`${at} ${times} ${what}`) ?? none;
	}
}

function part(name: keyof typeof names, attacks: readonly Attack[], harms: Harms): string {
	const rows = attacks
		.filter(({ at }) => at.includes(name))
		.map(({ what }) => {
			const pairs = TIMES.map((times) => ({
				mine: harms.of(what, name, times),
				webhook: harms.of(what, REFERENCES[name], times),
			}));
			const cells = pairs.flatMap(({ mine, webhook }) => [
				number(mine.delayMs),
				number(webhook.delayMs),
				number(mine.megabytes),
				number(webhook.megabytes),
			]);
			return [what, ...cells, verdict(keeps(what, name, harms))];
		});
	const heads = ['once: ms', 'Webhook', 'MB', 'Webhook', 'ten: ms', 'Webhook', 'MB', 'Webhook'];
	return [`  ${names[name]}`, '', table(['', ...heads, 'within 1 s and 200 MB more'], rows)].join(
		'\n',
	);
}
