import type { IDataObject } from 'n8n-workflow';

import { triggerWorkflow, useTriggerInTime } from './triggerWorkflow';

jest.setTimeout(60_000);

const pass = useTriggerInTime();

const body = {
	device_key: 'own',
	from: '6281234567890',
	message: 'We are closed.',
	type: 'single',
};
const inGroup = { ...body, from: '120363041234567890', type: 'group', name: 'Bot' };

/** A workflow with the trigger, which n8n calls. */
function aWorkflow(options: IDataObject = {}) {
	const workflow = triggerWorkflow(options);
	return {
		...workflow,
		/** @returns after how many minutes a chat that writes every `seconds` is held back */
		async heldAfter(message: IDataObject, seconds: number, ofMinutes: number) {
			for (let passed = 0; passed < ofMinutes * 60; passed += seconds) {
				if (!(await workflow.starts(message))) return passed / 60;
				pass(seconds);
			}
			return undefined;
		},
	};
}

describe('two bots that answer each other', () => {
	test.each([1, 2, 3])('are held back within minutes, at one message in %p s', async (seconds) => {
		const held = await aWorkflow().heldAfter(body, seconds, 10);
		expect(held).toBeLessThan(4);
	});

	test('the message that is held back is answered with 200, and the log shows nothing of it', async () => {
		const workflow = aWorkflow();
		await workflow.heldAfter(body, 3, 10);
		pass(70);
		// It has calmed down: the first message starts the workflow, and the loop may begin anew.
		expect(await workflow.starts(body)).toBe(true);
		pass(3);
		await workflow.heldAfter(body, 3, 10);
		const { status, responseBody, logs } = await workflow.deliver(body);
		expect([status, responseBody]).toEqual([
			200,
			{ message: 'Held back: this chat writes as bots do that answer each other' },
		]);
		expect(JSON.stringify(logs)).not.toMatch(/6281234567890|closed/);
	});

	test('the first message that is held back is told at the level warn', async () => {
		const workflow = aWorkflow();
		let logs: Awaited<ReturnType<typeof workflow.deliver>>['logs'] = [];
		let items: unknown = [];
		while (items !== undefined) {
			({ items, logs } = await workflow.deliver(body));
			pass(3);
		}
		expect(logs).toContainEqual({
			level: 'warn',
			message: expect.stringMatching(
				/\. Its chat \(…7890@s\.whatsapp\.net\) has been writing for minutes as fast as two bots do that answer each other\. It is held back until it has been quiet for a minute, or has written no faster than every ten seconds for two\. 'Stop Loops After \(Minutes\)' in the options changes this; 0 turns it off$/,
			) as string,
		});
	});

	test('hold back nobody else: another chat, device, trigger or workflow', async () => {
		const workflow = aWorkflow();
		await workflow.heldAfter(body, 3, 10);
		expect(await workflow.starts({ ...body, from: '6281298765432' })).toBe(true);
		expect(await workflow.starts({ ...body, device_key: 'second' })).toBe(true);
		expect(await workflow.starts(body, { node: { id: 'another trigger' } })).toBe(true);
		expect(await aWorkflow().starts(body)).toBe(true);
		expect(await workflow.starts(body)).toBe(false);
	});

	test('in a group hold back the bot alone, by its name', async () => {
		const workflow = aWorkflow();
		expect(await workflow.heldAfter(inGroup, 3, 10)).toBeLessThan(4);
		expect(await workflow.starts({ ...inGroup, name: 'Ani' })).toBe(true);
		expect(await workflow.starts({ ...inGroup, from: '120363049876543210' })).toBe(true);
		expect(await workflow.starts(inGroup)).toBe(false);
	});

	test('are known by their name where Omnichat names no sender', async () => {
		const workflow = aWorkflow();
		const documented = { ...inGroup, from: undefined, type: 'single' };
		expect(await workflow.heldAfter(documented, 3, 10)).toBeLessThan(4);
		expect(await workflow.starts({ ...documented, name: 'Ani' })).toBe(true);
	});
});

describe('nobody is held back', () => {
	test.each<[what: string, message: IDataObject, seconds: number, minutes: number]>([
		['who asks something every 20 s for an evening', body, 20, 180],
		['who sends ten pictures in a minute', { ...body, message: '' }, 6, 1],
		['who sends a hundred pictures over a slow line', { ...body, message: null }, 3, 5],
		['who sends blanks', { ...body, message: ' ' }, 3, 5],
		['in a group whose members have no names', { ...inGroup, name: '' }, 1, 5],
		['in a group whose members have blank names', { ...inGroup, name: ' ' }, 1, 5],
		['when nobody is named at all', { ...body, from: undefined }, 1, 5],
	])('%s', async (_what, message, seconds, minutes) => {
		expect(await aWorkflow().heldAfter(message, seconds, minutes)).toBeUndefined();
	});

	test('in a busy group, where twenty write at once', async () => {
		const workflow = aWorkflow();
		for (let message = 0; message < 400; message++) {
			expect(await workflow.starts({ ...inGroup, name: `Member ${message % 20}` })).toBe(true);
			pass(0.5);
		}
	});

	test('while a step is tried out from the editor', async () => {
		const workflow = aWorkflow({ stopLoopsAfter: 0.5 });
		for (let message = 0; message < 20; message++) {
			expect(await workflow.starts(body, { mode: 'manual' })).toBe(true);
		}
		expect(await workflow.starts(body)).toBe(true);
	});

	test('by repeats, which start nothing anyway', async () => {
		const workflow = aWorkflow({ stopLoopsAfter: 0.5 });
		const repeated = { ...body, message_id: 'X' };
		await workflow.starts(repeated);
		for (let time = 0; time < 20; time++) expect(await workflow.starts(repeated)).toBe(false);
		expect(await workflow.starts({ ...body, message_id: 'Y' })).toBe(true);
	});
});

describe('the option', () => {
	test('0 turns it off', async () => {
		expect(await aWorkflow({ stopLoopsAfter: 0 }).heldAfter(body, 1, 5)).toBeUndefined();
	});

	test.each([1, 6])('%p minutes', async (minutes) => {
		const held = await aWorkflow({ stopLoopsAfter: minutes }).heldAfter(body, 3, 10);
		expect(held).toBeGreaterThan(minutes * 0.6);
		expect(held).toBeLessThan(minutes * 1.3);
	});

	test.each([-1, 0.1, 'soon', Infinity])(
		'%p is refused before a message is lost by it',
		async (value) => {
			const { status, items, logs } = await aWorkflow({ stopLoopsAfter: value }).deliver(body);
			expect([status, items]).toEqual([500, undefined]);
			expect(logs).toContainEqual({
				level: 'error',
				message: expect.stringContaining('Stop Loops After') as string,
			});
		},
	);
});
