import type { IDataObject } from 'n8n-workflow';

import { triggerWorkflow as aWorkflow, useTriggerInTime } from './triggerWorkflow';

const pass = useTriggerInTime();

const body = {
	device_key: 'own',
	name: 'Budi',
	from: '6281234567890',
	message: 'Where is my order?',
	type: 'single',
};
const withId = { ...body, message_id: '18DD98462C8AA16C5A598C3DEBA0879B' };

describe('a message with an ID that is delivered again', () => {
	test('starts the workflow once, and is answered with 200 each time', async () => {
		const workflow = aWorkflow();
		const first = await workflow.deliver(withId);
		expect([first.status, first.items?.length]).toEqual([200, 1]);
		const second = await workflow.deliver(withId);
		expect([second.status, second.items]).toEqual([200, undefined]);
		expect(second.responseBody).toEqual({
			message: 'Ignored as a repeat of a message that came before',
		});
	});

	test('starts it once when both come in the same moment', async () => {
		const workflow = aWorkflow();
		const starts = await Promise.all(
			Array.from({ length: 10 }, async () => await workflow.starts(withId)),
		);
		expect(starts.filter(Boolean)).toHaveLength(1);
	});

	test('is the same message whatever else of it changed', async () => {
		const workflow = aWorkflow();
		expect(await workflow.starts(withId)).toBe(true);
		expect(await workflow.starts({ ...withId, name: 'Budi S.', attempt: 2 })).toBe(false);
	});

	test('starts it again after ten minutes', async () => {
		const workflow = aWorkflow();
		expect(await workflow.starts(withId)).toBe(true);
		pass(599);
		expect(await workflow.starts(withId)).toBe(false);
		pass(1);
		expect(await workflow.starts(withId)).toBe(true);
	});

	test.each<[what: string, other: IDataObject]>([
		['another ID', { ...withId, message_id: 'X' }],
		['another device', { ...withId, device_key: 'second' }],
	])('is not a repeat with %s', async (_what, other) => {
		const workflow = aWorkflow();
		expect(await workflow.starts(withId)).toBe(true);
		expect(await workflow.starts(other)).toBe(true);
	});

	test('counts apart for each workflow and each trigger in it', async () => {
		const [first, second] = [aWorkflow(), aWorkflow()];
		expect(await first.starts(withId)).toBe(true);
		expect(await second.starts(withId)).toBe(true);
		expect(await first.starts(withId, { node: { id: 'another trigger' } })).toBe(true);
		expect(await first.starts(withId)).toBe(false);
	});

	test.each(['', null, {}, []])('%p is no ID', async (message_id) => {
		const workflow = aWorkflow();
		expect(await workflow.starts({ ...body, message_id })).toBe(true);
		expect(await workflow.starts({ ...body, message_id })).toBe(true);
	});
});

describe('a message without an ID that is delivered again', () => {
	test('starts the workflow each time, unless the user says otherwise', async () => {
		const workflow = aWorkflow();
		expect(await workflow.starts(body)).toBe(true);
		expect(await workflow.starts(body)).toBe(true);
	});

	test('is known by device, sender and text when the option is set', async () => {
		const workflow = aWorkflow({ ignoreRepeats: 60 });
		const starts = await Promise.all(
			[body, body, body].map(async (each) => await workflow.starts(each)),
		);
		expect(starts.filter(Boolean)).toHaveLength(1);
		pass(59);
		expect(await workflow.starts(body)).toBe(false);
		pass(1);
		expect(await workflow.starts(body)).toBe(true);
	});

	test.each<[what: string, other: IDataObject]>([
		['another text', { ...body, message: 'Hello?' }],
		['another sender', { ...body, from: '6281298765432' }],
		['another name, where the body names no sender', { ...body, from: undefined, name: 'Ani' }],
		['another device', { ...body, device_key: 'second' }],
		['a group', { ...body, type: 'group' }],
	])('is not a repeat with %s', async (_what, other) => {
		const workflow = aWorkflow({ ignoreRepeats: 60 });
		const first = 'from' in other && other.from === undefined ? { ...other, name: 'Budi' } : body;
		expect(await workflow.starts(first)).toBe(true);
		expect(await workflow.starts(other)).toBe(true);
	});

	test('is not a repeat in a group when another member writes the same', async () => {
		const workflow = aWorkflow({ ignoreRepeats: 60 });
		const inGroup = { ...body, from: '120363041234567890', type: 'group', message: 'ok' };
		expect(await workflow.starts(inGroup)).toBe(true);
		expect(await workflow.starts({ ...inGroup, name: 'Ani' })).toBe(true);
		expect(await workflow.starts(inGroup)).toBe(false);
	});

	test('is never a repeat without a text: the next picture is another one', async () => {
		const workflow = aWorkflow({ ignoreRepeats: 60 });
		const caption = { image: 'a.jpg', caption: 'The receipt' };
		for (const message of ['', ' ', null, { image: 'a.jpg' }, caption]) {
			expect(await workflow.starts({ ...body, message })).toBe(true);
			expect(await workflow.starts({ ...body, message })).toBe(true);
		}
	});
});

describe('the option', () => {
	test('counts for messages with an ID too', async () => {
		const workflow = aWorkflow({ ignoreRepeats: 5 });
		expect(await workflow.starts(withId)).toBe(true);
		pass(5);
		expect(await workflow.starts(withId)).toBe(true);
	});

	test('0 lets every delivery start the workflow', async () => {
		const workflow = aWorkflow({ ignoreRepeats: 0 });
		expect(await workflow.starts(withId)).toBe(true);
		expect(await workflow.starts(withId)).toBe(true);
	});

	test.each([-1, 'soon', Infinity])(
		'%p is refused before a message is lost by it',
		async (ignoreRepeats) => {
			const { status, items } = await aWorkflow({ ignoreRepeats }).deliver(withId);
			expect([status, items]).toEqual([500, undefined]);
		},
	);
});

describe('a message counts as one that came only when it started the workflow', () => {
	test('not when it was refused', async () => {
		const workflow = aWorkflow();
		expect((await workflow.deliver({ ...withId, device_key: 'forged' })).status).toBe(403);
		expect(await workflow.starts(withId)).toBe(true);
	});

	test('not when the filter ignored it', async () => {
		const workflow = aWorkflow();
		const onlyGroups = { parameters: { triggerOn: 'group' } };
		expect(await workflow.starts(withId, onlyGroups)).toBe(false);
		expect(await workflow.starts(withId)).toBe(true);
	});

	test('not when n8n could not start the workflow', async () => {
		const workflow = aWorkflow();
		expect((await workflow.deliver(withId, { failsToStart: true })).status).toBe(500);
		expect(await workflow.starts(withId)).toBe(true);
		expect(await workflow.starts(withId)).toBe(false);
	});

	test('not when a step was tried out from the editor, where every call counts', async () => {
		const workflow = aWorkflow();
		expect(await workflow.starts(withId, { mode: 'manual' })).toBe(true);
		expect(await workflow.starts(withId, { mode: 'manual' })).toBe(true);
		expect(await workflow.starts(withId)).toBe(true);
	});
});
