import { ACTION, activateTriggered, ours, TRIGGER } from '../real/workflows';
import { until, write } from './crowd';
import type { Rig } from './rig';

/** How many customers write at once. */
export const CROWD = 200;

/** What each of them writes, one message after the other. */
const TEXTS = ['one', 'two', 'three'] as const;

/** Longer than n8n needs, on two cores, to take one message of each. */
const QUIET_SECONDS = 60;

/** A workflow that answers each chat with what it has written, and what was written to it. */
export interface Listening {
	workflowId: string;
	url: string;
	/** Messages that n8n has answered with 200 */
	taken: string[];
}

/** What customers got as answers, by the gateway's own record. */
export interface Tally {
	/** Answers that have all three messages of their customer, in their order */
	whole: number;
	/** Answers that have fewer of them */
	parts: number;
	/** Answers that have something of another customer, or in another order */
	mixed: number;
	/** Messages that two answers have */
	twice: number;
	/** Messages that n8n has answered with 200, and no answer has */
	lost: number;
	/** Executions that failed or died */
	failed: number;
}

const customersOf = (hundred: number) =>
	Array.from({ length: CROWD }, (_, index) => String(6281400000000 + hundred * 1_000 + index));

/** Activates the workflow. */
export async function listen(rig: Rig): Promise<Listening> {
	rig.gateway.reset();
	const { id, url } = await activateTriggered(
		rig.client,
		'Combines',
		[
			ours('Omnichat Trigger', TRIGGER, rig.credential, {
				options: { combineMessages: QUIET_SECONDS },
			}),
			ours('Omnichat', ACTION, rig.credential, {
				resource: 'message',
				operation: 'sendText',
				recipientType: 'reply',
				text: '={{ $json.chatInput }}',
			}),
		],
		rig.webhooks,
	);
	return { workflowId: id, url, taken: [] };
}

/**
 * Has two hundred customers write three messages each, all customers at once.
 *
 * @param row tells the customers of one crowd from those of another
 */
export async function writeAtOnce(listening: Listening, row: number): Promise<void> {
	await Promise.all(
		customersOf(row).map(async (customer) => {
			for (const text of TEXTS) {
				const message = `${customer} ${text}`;
				if (await write(listening.url, customer, message)) listening.taken.push(message);
			}
		}),
	);
}

/** Waits until each message that was taken is answered, or nothing more comes, and counts. */
export async function tally(rig: Rig, { workflowId, taken }: Listening): Promise<Tally> {
	const since = Date.now();
	await until(async () => {
		const answered = rig.gateway.accepted.flatMap(({ text }) => text.split('\n'));
		const lastAt = Math.max(since, ...rig.gateway.accepted.map(({ at }) => at));
		const isOver = Date.now() - lastAt > 2_000 * QUIET_SECONDS;
		if (!isOver && taken.some((message) => !answered.includes(message))) return false;
		return (await rig.client.countExecutions(workflowId, ['running', 'new'])) === 0;
	});
	const failed = await rig.client.countExecutions(workflowId, ['error', 'crashed', 'canceled']);
	const result: Tally = { whole: 0, parts: 0, mixed: 0, twice: 0, lost: 0, failed };
	const seen = new Set<string>();
	for (const { chatId, text } of rig.gateway.accepted) {
		const messages = text.split('\n');
		for (const message of messages) {
			if (seen.has(message)) result.twice++;
			seen.add(message);
		}
		result[kindOf(chatId, messages)]++;
	}
	result.lost = taken.filter((message) => !seen.has(message)).length;
	return result;
}

function kindOf(chatId: string, messages: readonly string[]): 'whole' | 'parts' | 'mixed' {
	const [customer = ''] = chatId.split('@');
	const places = messages.map((message) =>
		TEXTS.findIndex((text) => message === `${customer} ${text}`),
	);
	const isInOrder = places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1));
	if (!isInOrder) return 'mixed';
	return messages.length === TEXTS.length ? 'whole' : 'parts';
}

/** What the table says of it. */
export const COLUMNS: Record<string, (tally: Tally) => number> = {
	'three in order': ({ whole }) => whole,
	fewer: ({ parts }) => parts,
	mixed: ({ mixed }) => mixed,
	twice: ({ twice }) => twice,
	lost: ({ lost }) => lost,
	failed: ({ failed }) => failed,
};
