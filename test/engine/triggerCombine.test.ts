import type { IDataObject } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';

import { triggerWorkflow, useTriggerInTime } from './triggerWorkflow';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<typeof n8nWorkflow>('n8n-workflow'),
	sleep: jest.fn(),
}));

jest.setTimeout(60_000);

const passTimeOfDay = useTriggerInTime();

let now = 0;
let sleepers: Array<{ at: number; wake: () => void }> = [];
let somebodySleeps = () => {};
const settled = async () => await new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
	sleepers = [];
	jest.spyOn(performance, 'now').mockImplementation(() => now);
	jest.mocked(n8nWorkflow.sleep).mockImplementation(
		async (ms) =>
			await new Promise((wake) => {
				sleepers.push({ at: now + ms, wake });
				somebodySleeps();
			}),
	);
});

/** Lets some seconds pass. */
async function pass(seconds: number): Promise<void> {
	const end = now + seconds * 1_000;
	passTimeOfDay(seconds);
	for (;;) {
		await settled();
		const [next] = sleepers.toSorted((a, b) => a.at - b.at);
		if (next === undefined || next.at > end) break;
		sleepers = sleepers.filter((sleeper) => sleeper !== next);
		now = Math.max(now, next.at);
		next.wake();
	}
	now = end;
}

const body = {
	device_key: 'own',
	name: 'Budi',
	from: '6281234567890',
	message: 'Hi',
	type: 'single',
};
const group = { ...body, from: '120363041234567890', type: 'group' };

/** A workflow with the trigger, which waits until a chat has been quiet for ten seconds. */
function aWorkflow(options: IDataObject = {}) {
	const workflow = triggerWorkflow({ combineMessages: 10, ...options });
	const calls: Array<Promise<unknown>> = [];
	const started: IDataObject[] = [];
	return {
		...workflow,
		/** The items with which the workflow was started so far. */
		started,
		/** The items with which it was started when all calls have ended. */
		async all(): Promise<IDataObject[]> {
			await Promise.all(calls);
			return started;
		},
		/** A call, until it is answered and it is known whether it is held. */
		async write(
			message: IDataObject,
			changes: Parameters<typeof workflow.deliver>[1] = {},
		): Promise<'held' | 'ended'> {
			const held = new Promise<'held'>((resolve) => {
				somebodySleeps = () => resolve('held');
			});
			const ended = workflow.deliver(message, changes).then(({ status, items, error }) => {
				expect([status, error]).toEqual([200, undefined]);
				started.push(...(items ?? []).map(({ json }) => json));
				return 'ended' as const;
			});
			calls.push(ended);
			return await Promise.race([held, ended]);
		},
	};
}

const texts = async (workflow: ReturnType<typeof aWorkflow>) =>
	(await workflow.all()).map(({ message }) => message);

describe('Combine Messages', () => {
	test('starts the workflow once, with all that a chat wrote until it was quiet', async () => {
		const workflow = aWorkflow();
		expect(await workflow.write({ ...body, message_id: 'X1' })).toBe('held');
		await pass(4);
		expect(await workflow.write({ ...body, message: 'I have', message_id: 'X2' })).toBe('ended');
		await pass(4);
		expect(await workflow.write({ ...body, message: 'a question' })).toBe('ended');
		await pass(9);
		expect(workflow.started).toEqual([]);
		await pass(1);
		expect(await workflow.all()).toMatchObject([
			{
				chatId: '6281234567890@s.whatsapp.net',
				message: 'Hi\nI have\na question',
				chatInput: 'Hi\nI have\na question',
				messages: [
					{ text: 'Hi', name: 'Budi', messageId: 'X1' },
					{ text: 'I have', messageId: 'X2' },
					{ text: 'a question' },
				],
				payload: { message: 'a question', device_key: '***' },
			},
		]);
		const times = (workflow.started[0]?.messages as IDataObject[]).map(({ time }) =>
			Date.parse(time as string),
		);
		expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 4_000, 8_000]);
	});

	test('answers every call at once, long before the workflow starts', async () => {
		const workflow = aWorkflow();
		const calls = [workflow.deliver(body), workflow.deliver({ ...body, message: 'there' })];
		const joined = await Promise.race(calls);
		expect([joined.status, joined.items]).toEqual([200, undefined]);
		expect(joined.responseBody).toEqual({ message: 'Waiting for what else this chat writes' });
		await pass(10);
		const both = await Promise.all(calls);
		expect(both.map(({ status, responseBody }) => [status, responseBody])).toEqual(
			both.map(() => [200, joined.responseBody]),
		);
		expect(both.flatMap(({ items }) => items ?? [])).toHaveLength(1);
	});

	test('gives the VM for expressions back while it waits', async () => {
		const { prototype } = n8nWorkflow.Expression;
		const released = jest.spyOn(prototype, 'releaseIsolate');
		const acquired = jest.spyOn(prototype, 'acquireIsolate');
		const workflow = aWorkflow({ allowedSenders: '={{ "0812" + "34567890" }}' });
		expect(await workflow.write(body)).toBe('held');
		await settled();
		const givenBack = [...(released.mock.contexts as unknown[])];

		expect(await workflow.write(body)).toBe('ended');
		acquired.mockClear();
		await pass(10);
		expect(await texts(workflow)).toEqual(['Hi\nHi']);
		const [isThereAgain] = acquired.mock.contexts as unknown[];
		expect(givenBack).toContain(isThereAgain);
	});

	test.each<[what: string, other: IDataObject, changes: IDataObject]>([
		['two chats', { ...body, from: '6281298765432' }, {}],
		['two devices', { ...body, device_key: 'second' }, {}],
		['two triggers', body, { node: { id: 'another trigger' } }],
		['the test URL and the production URL', body, { mode: 'manual' }],
		['a group and its member', group, {}],
	])('never mixes %s', async (_what, other, changes) => {
		const workflow = aWorkflow();
		expect(await workflow.write(body)).toBe('held');
		expect(await workflow.write({ ...other, message: 'Else' }, changes)).toBe('held');
		await pass(10);
		expect((await texts(workflow)).toSorted()).toEqual(['Else', 'Hi']);
	});

	test('never mixes two workflows', async () => {
		const [one, other] = [aWorkflow(), aWorkflow()];
		await one.write(body);
		await other.write({ ...body, message: 'Else' });
		await pass(10);
		expect([await texts(one), await texts(other)]).toEqual([['Hi'], ['Else']]);
	});

	test('takes a group for one chat, and says who wrote what', async () => {
		const workflow = aWorkflow();
		await workflow.write({ ...group, name: 'Ani' });
		await workflow.write({ ...group, message: 'Hello' });
		await pass(10);
		expect(await workflow.all()).toMatchObject([
			{
				message: 'Hi\nHello',
				name: 'Budi',
				messages: [{ name: 'Ani' }, { name: 'Budi' }],
			},
		]);
	});

	test.each<[what: string, message: IDataObject]>([
		['where Omnichat names no sender', { ...body, from: undefined }],
		['with more than 100,000 characters', { ...body, message: 'x'.repeat(100_000) }],
	])('lets a message through at once %s', async (_what, message) => {
		const workflow = aWorkflow();
		expect(await workflow.write(message)).toBe('ended');
		expect(await workflow.write(message)).toBe('ended');
		expect(workflow.started.map(({ messages }) => messages)).toEqual([
			[expect.anything()],
			[expect.anything()],
		]);
	});

	test('counts no message that is kept out, that came before or that is held back', async () => {
		const workflow = aWorkflow({ keywords: 'hi, price', ignoreRepeats: 60, stopLoopsAfter: 0.5 });
		await workflow.write(body);
		await workflow.write(body);
		await workflow.write({ ...body, message: 'nothing of this' });
		await workflow.write({ ...body, message: 'price' });
		await pass(10);
		expect(await texts(workflow)).toEqual(['Hi\nprice']);
		for (let time = 0; time < 20; time++) {
			await workflow.write({ ...body, message: `price ${time}` });
			await pass(1);
		}
		await pass(60);
		const items = await workflow.all();
		expect(items.flatMap(({ messages }) => messages).length).toBeLessThan(2 + 20);
		expect(await workflow.write(body)).toBe('held');
		await pass(10);
		expect((await texts(workflow)).at(-1)).toBe('Hi');
	});

	test.each([undefined, 0, '0'])('is off with %p', async (combineMessages) => {
		const workflow = aWorkflow({ combineMessages });
		expect(await workflow.write(body)).toBe('ended');
		expect(workflow.started).toHaveLength(1);
		expect(workflow.started[0]).not.toHaveProperty('messages');
	});

	test.each([1, 60])('of %p waits for so long', async (combineMessages) => {
		const workflow = aWorkflow({ combineMessages });
		expect(await workflow.write(body)).toBe('held');
		await pass(combineMessages - 1);
		expect(workflow.started).toEqual([]);
		await pass(1);
		expect(await texts(workflow)).toEqual(['Hi']);
	});

	test.each([-1, 0.5, 61, 'soon', Infinity])('of %p is refused and says so', async (seconds) => {
		const { status, items, logs } = await aWorkflow({ combineMessages: seconds }).deliver(body);
		expect([status, items]).toEqual([500, undefined]);
		expect(logs).toContainEqual({
			level: 'error',
			message: expect.stringContaining('Combine Messages') as string,
		});
	});
});
