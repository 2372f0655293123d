import type { IWebhookFunctions } from 'n8n-workflow';

import { joined } from '../../nodes/Omnichat/trigger/bundle';
import { startBundled } from '../../nodes/Omnichat/trigger/bundleCall';
import { Bundles } from '../../nodes/Omnichat/trigger/bundles';
import { callOf, toIncomingMessage } from '../../nodes/Omnichat/trigger/incomingMessage';
import { VirtualClock } from './virtualClock';

const QUIET_MS = 10_000;

/** Chats that write, and the bundles with which the workflow starts, in their order. */
function chats() {
	const clock = new VirtualClock();
	const bundles = new Bundles<string>(clock);
	const started: string[][] = [];
	return {
		clock,
		started,
		write: (text: string, chat = 'A', characters = text.length): 'alone' | 'joined' | 'held' => {
			const taken = bundles.take(chat, text, characters, QUIET_MS);
			if (taken === 'alone') started.push([text]);
			if (typeof taken === 'string') return taken;
			void taken.then((texts) => started.push(texts));
			return 'held';
		},
	};
}

describe('the messages of a chat start the workflow together', () => {
	test('when it has been quiet for so long', async () => {
		const { clock, started, write } = chats();
		write('one');
		await clock.pass(9_000);
		expect(write('two')).toBe('joined');
		await clock.pass(9_999);
		expect(started).toEqual([]);
		await clock.pass(1);
		expect(started).toEqual([['one', 'two']]);
	});

	test('and the next one opens another bundle', async () => {
		const { clock, started, write } = chats();
		write('one');
		await clock.pass(10_000);
		write('two');
		write('three');
		await clock.pass(10_000);
		expect(started).toEqual([['one'], ['two', 'three']]);
	});

	test('after five times as long, however it goes on', async () => {
		const { clock, started, write } = chats();
		for (let second = 0; second < 100; second += 5) {
			write(String(second));
			await clock.pass(5_000);
		}
		expect(started.map((texts) => [texts[0], texts.at(-1)])).toEqual([
			['0', '45'],
			['50', '95'],
		]);
	});

	test('at once with the fiftieth, and none is lost', async () => {
		const { clock, started, write } = chats();
		const all = Array.from({ length: 120 }, (_, index) => String(index));
		for (const text of all.slice(0, -1)) write(text);
		await clock.pass(0);
		expect(started.map(({ length }) => length)).toEqual([50, 50]);
		expect(write('119')).toBe('joined');
		await clock.pass(10_000);
		expect(started.map(({ length }) => length)).toEqual([50, 50, 20]);
		expect(started.flat()).toEqual(all);
	});

	test('at once when they are longer than a hundred thousand characters', async () => {
		const { clock, started, write } = chats();
		write('one', 'A', 60_000);
		write('two', 'A', 40_000);
		await clock.pass(0);
		expect(started).toEqual([]);
		write('three', 'A', 1);
		await clock.pass(0);
		expect(started).toEqual([['one', 'two', 'three']]);
		expect(write('four', 'A', 100_001)).toBe('alone');
	});

	test('and never with those of another chat', async () => {
		const { clock, started, write } = chats();
		write('one', 'A');
		write('eins', 'B');
		write('two', 'A');
		write('zwei', 'B');
		await clock.pass(10_001);
		expect(started).toEqual([
			['one', 'two'],
			['eins', 'zwei'],
		]);
	});
});

test('of more than 500 chats at once the further ones are not waited for, until there is room', async () => {
	const { clock, started, write } = chats();
	for (let chat = 0; chat < 500; chat++) expect(write('one', `${chat}`)).toBe('held');
	expect(write('one', 'one more')).toBe('alone');
	expect(write('two', 'one more')).toBe('alone');
	expect(write('two', '7')).toBe('joined');
	expect(started).toEqual([['one'], ['two']]);
	await clock.pass(10_001);
	expect(started).toHaveLength(2 + 500);
	expect(write('three', 'one more')).toBe('held');
	await clock.pass(10_000);
	expect(clock.waiting).toBe(0);
});

test('one item holds the texts, one a line, and what else came last', () => {
	const arrive = (message: unknown, more: object, at: number) => ({
		message: toIncomingMessage(
			callOf({
				device_key: 'D',
				from: '120363041234567890',
				type: 'group',
				message,
				...more,
			} as never),
			1,
			{ keys: [], includeDeviceKey: false },
		),
		at: Date.UTC(2026, 0, 1, 8, 0, at),
	});
	expect(
		joined([
			arrive('Hi', { name: 'Ani', message_id: 'X1' }, 1),
			arrive({ imageMessage: { url: 'a.jpg' } }, { name: 'Budi' }, 2),
			arrive('What does it\ncost?', { name: 'Ani', message_id: 'X3' }, 3),
		]),
	).toMatchObject({
		chatId: '120363041234567890@g.us',
		name: 'Ani',
		messageId: 'X3',
		message: 'Hi\nWhat does it\ncost?',
		chatInput: 'Hi\nWhat does it\ncost?',
		messages: [
			{ name: 'Ani', text: 'Hi', time: '2026-01-01T08:00:01.000Z', messageId: 'X1' },
			{ name: 'Budi', text: null, time: '2026-01-01T08:00:02.000Z' },
			{ name: 'Ani', text: 'What does it\ncost?', time: '2026-01-01T08:00:03.000Z' },
		],
		payload: { message_id: 'X3' },
	});
	expect(joined([arrive(null, {}, 1)])).toMatchObject({ message: null, chatInput: '' });
});

test.each([
	['of a chat', '6281234567890'],
	['without a sender', undefined],
])(
	'a call that has its answer already gets no second one, and starts: a message %s',
	async (_what, from) => {
		const context = {
			getResponseObject: () => ({ headersSent: true }),
			getWorkflow: () => ({ id: 'workflow' }),
			getNode: () => ({ id: 'trigger' }),
			getMode: () => 'webhook',
			helpers: { returnJsonArray: (json: object) => [{ json }] },
		} as unknown as IWebhookFunctions;
		const call = callOf({ device_key: 'D', message: 'Hi', ...(from !== undefined && { from }) });
		const message = toIncomingMessage(call, 1, { keys: [], includeDeviceKey: false });
		expect(await startBundled(context, message, 0.001)).toMatchObject({
			noWebhookResponse: true,
			workflowData: [[{ json: { message: 'Hi' } }]],
		});
	},
);
