import { setTimeout as pause } from 'node:timers/promises';

import { isTaken, post } from '../queue/crowd';
import { LIMITS } from '../year/limits';
import { markOf, type Stage } from './stage';

/** So many customers there are; each is back when all others have written. */
const CUSTOMERS = 5_000;

/** How many are written to by one broadcast, and how many of them by the one before it already. */
const BROADCAST_TO = 10;
const AGAIN = 3;

/** So many broadcasts at once fill the record of message keys, each with so many. */
const FILLED_AT_ONCE = 4;
const FILLED_WITH = 500;

/** Between two messages of somebody, and before somebody answers, in milliseconds. */
const TYPES_MS = 500;
const READS_MS = 1_500;

/** How often somebody tries a link that is not ready yet. */
const TRIES = 20;

const customer = (number: number) => String(6281400000000 + (number % CUSTOMERS));

type Conversation = (stage: Stage, number: number) => Promise<void>;

/** A message, and the bot's reply. */
const isAnswered: Conversation = async (stage, number) => {
	const mark = markOf('bot', number);
	const heard = stage.hearReply(mark);
	await stage.write(stage.urls.bot, customer(number), `Is it ready? ${mark}`);
	await heard;
};

/** Three messages in a row, which are answered together. */
const isCombined: Conversation = async (stage, number) => {
	const marks = ['one', 'two', 'three'].map((part) => markOf(part, number));
	const heard = marks.map(async (mark) => await stage.hear(mark));
	for (const mark of marks) {
		await stage.write(stage.urls.combine, customer(number), `What is the price? ${mark}`);
		await pause(TYPES_MS);
	}
	await Promise.all(heard);
};

/** A message without any of the keywords, which nobody answers. */
const isKeptOut: Conversation = async (stage, number) => {
	await stage.write(stage.urls.combine, customer(number), `Hello ${markOf('unwanted', number)}`);
};

/** A call that does not come from Omnichat. */
const isForged: Conversation = async (stage, number) => {
	await stage.forge(stage.urls.bot, customer(number), `Hello ${markOf('forged', number)}`);
};

/** Asks for something and is asked back. @returns the question; nothing when none came */
async function order(stage: Stage, number: number) {
	const asked = stage.hear(markOf('asked', number));
	await stage.write(stage.urls.ask, customer(number), `order ${number}`);
	const question = await asked;
	await pause(READS_MS);
	return question;
}

/** A question that is answered in the chat. */
const answersInChat: Conversation = async (stage, number) => {
	const heard = stage.hear(markOf('sent', number));
	if ((await order(stage, number)) === undefined) return;
	await stage.write(stage.urls.ask, customer(number), 'ya');
	await heard;
};

/** A question that is answered on its page. */
const answersByLink: Conversation = async (stage, number) => {
	const heard = stage.hear(markOf('sent', number));
	const link = /http\S+$/.exec((await order(stage, number))?.text ?? '')?.[0];
	if (link === undefined) return;
	const open = async () =>
		await fetch(link, { method: 'POST', body: new URLSearchParams({ answer: 'approve' }) })
			.then(async (page) => (await page.text(), page.ok))
			.catch(() => false);
	for (let tries = 1; !(await open()); tries++) {
		if (tries === TRIES) {
			stage.failures.push(`The link of question ${number} takes no answer`);
			return;
		}
		await pause(READS_MS);
	}
	await heard;
};

/** A question that nobody answers in time. */
const staysSilent: Conversation = async (stage, number) => {
	const heard = stage.hear(markOf('kept', number));
	await order(stage, number);
	await heard;
};

/** A list of people, some of whom the list before it had too, with the same message keys. */
const isBroadcast: Conversation = async (stage, number) => {
	const first = Math.floor(number / MIX.length) * BROADCAST_TO;
	await broadcast(stage, 'cast', first, BROADCAST_TO + AGAIN);
};

/** Sends news to so many customers in a row, each with a message key, and waits until all have them. */
async function broadcast(stage: Stage, what: string, first: number, count: number): Promise<void> {
	const people = Array.from({ length: count }, (_, index) => {
		const mark = markOf(what, first + index);
		return { phone: customer(first + index), key: mark, text: `News ${mark}` };
	});
	const heard = people.map(async ({ key }) => await stage.hear(key));
	const status = await post(stage.urls.broadcast, { people });
	if (!isTaken(status)) {
		stage.failures.push(`n8n has answered the broadcast ${what} ${first} with ${status}`);
	}
	await Promise.all(heard);
}

/** Sends as many messages with keys as the node remembers: its record is as full then as after a year. */
export async function fillRecord(stage: Stage): Promise<void> {
	for (let first = 0; first < LIMITS.keys; first += FILLED_AT_ONCE * FILLED_WITH) {
		const starts = Array.from({ length: FILLED_AT_ONCE }, (_, at) => first + at * FILLED_WITH);
		await Promise.all(
			starts.map(async (start) => await broadcast(stage, 'filled', start, FILLED_WITH)),
		);
	}
}

/** What happens one after the other, again and again. */
const MIX: readonly Conversation[] = [
	isAnswered,
	isCombined,
	isAnswered,
	answersInChat,
	isForged,
	isAnswered,
	isKeptOut,
	isAnswered,
	isBroadcast,
	isAnswered,
	isCombined,
	isAnswered,
	answersByLink,
	isForged,
	isAnswered,
	isKeptOut,
	isAnswered,
	isCombined,
	isAnswered,
	staysSilent,
];

/** Has a conversation, from its first message to the last one that is expected. */
export async function converse(stage: Stage, number: number): Promise<void> {
	await MIX[number % MIX.length]?.(stage, number);
}
