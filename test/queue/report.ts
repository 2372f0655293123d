import type { Gateway } from '../gateway';
import { jsonOf, runsOf, type Execution } from '../n8n/client';
import { table } from '../bench/table';

/** What became of a scenario, by the gateway's own record. */
export interface Result {
	/** People who got nothing, and of whom n8n does not say that they may have got nothing. */
	lost: number;
	/** Messages that somebody got a second time. */
	sentAgain: number;
	/** Requests that the gateway turned away as too many. */
	turnedAway: number;
	/** People of whom n8n says that they may have got it. */
	unknown: number;
	/** What n8n or its user did after that, in short. */
	then: string;
}

/** The chat of a phone number. */
const chatOf = (phone: string) => `${phone}@s.whatsapp.net`;

/** What the gateway turned away as too many, so far. */
const turnedAwayBy = (gateway: Gateway) =>
	gateway.sends().filter(({ status }) => status === 429).length;

/**
 * Counts what people got.
 *
 * @param gateway whose record is the truth
 * @param phones those who should have got one message each
 * @param last the execution that has the last word on each of them, in their order
 */
export function count(
	gateway: Gateway,
	phones: readonly string[],
	{ last, then = '' }: { last?: Execution; then?: string } = {},
): Result {
	const chats = gateway.accepted.map(({ chatId }) => chatId);
	const reached = new Set(chats);
	// The first run of a retry may be what n8n made up for the crashed execution, from its log.
	const words =
		last === undefined
			? []
			: jsonOf(last, 'Omnichat', { run: Math.max(0, runsOf(last, 'Omnichat').length - 1) });
	const outcomes = phones.map(
		(_, index) => (words[index]?.error as { outcome?: string } | undefined)?.outcome,
	);
	return {
		lost: phones.filter((phone, index) => !reached.has(chatOf(phone)) && !outcomes[index]).length,
		sentAgain: chats.length - reached.size,
		turnedAway: turnedAwayBy(gateway),
		unknown: outcomes.filter((outcome) => outcome === 'unknown').length,
		then,
	};
}

export type Report = ReturnType<typeof createReport>;

/** Collects the results of the tests, and prints them as one table. */
export function createReport(title: string) {
	const rows: string[][] = [];
	return {
		/** Notes a result before a test judges it, so that the table has it in any case. */
		add(version: string, what: string, result: Result): Result {
			const { lost, sentAgain, turnedAway, unknown, then } = result;
			rows.push([
				`${version}  ${what}`,
				...[lost, sentAgain, unknown, turnedAway].map(String),
				then,
			]);
			return result;
		},
		print(): void {
			const heads = ['n8n', 'lost', 'sent again', 'unknown', 'turned away', 'then'];
			process.stdout.write(`\n${title}\n${table(heads, rows)}\n\n`);
		},
	};
}
