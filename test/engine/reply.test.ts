import type { IDataObject, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import { callOf, toIncomingMessage } from '../../nodes/Omnichat/trigger/incomingMessage';
import { demo } from '../gateway';
import { aNode } from './aNode';
import { demoCredential, gateway, useGateway } from './demoGateway';
import { runAsTool, runNode, type RunOptions, type ToolOptions } from './harness';

useGateway();

const TRIGGER = 'n8n-nodes-omnichat-id.omnichatTrigger';
const BUDI = '6281234567890';
const ANI = '6281234567891';

const reply: INodeParameters = {
	resource: 'message',
	operation: 'sendText',
	recipientType: 'reply',
	text: '={{ $json.output }}',
};

/** What the trigger gives of a message. */
const message = (from: string | undefined, changes: IDataObject = {}): IDataObject => ({
	...toIncomingMessage(
		callOf({
			device_key: demo.deviceKey,
			from,
			name: 'Budi',
			message: 'halo',
			type: 'single',
			...changes,
		}),
		1,
		{ includeDeviceKey: changes.include === true, keys: [] },
	),
});

/** A node that does this with the items that it gets. */
const does = (
	items: (input: INodeExecutionData[]) => INodeExecutionData[],
	description: Partial<INodeType['description']> = {},
): INodeType =>
	aNode(async function () {
		return [items(this.getInputData())];
	}, description);

/** Our trigger, with the messages that it gives in this execution. */
const triggerWith = (messages: IDataObject[]) =>
	does(() => messages.map((json) => ({ json })), {
		...new OmnichatTrigger().description,
		webhooks: [],
	});

/** An agent keeps the pairing; what an aggregate gives belongs to no item. */
const agent = does((items) =>
	items.map((_item, index) => ({ json: { output: 'Hello' }, pairedItem: { item: index } })),
);
const unpaired = does((items) => [
	{ json: { output: `Hello, all ${items.length}` }, pairedItem: [] },
]);

interface Setup extends Partial<RunOptions> {
	name?: string;
	device?: IDataObject;
}

const run = (
	messages: IDataObject[],
	{ name = 'When a customer writes', device, ...options }: Setup = {},
) =>
	runNode(new Omnichat(), {
		parameters: reply,
		credentials: demoCredential(),
		items: [],
		start: { name, type: TRIGGER, parameters: { options: { ...device } } as INodeParameters },
		between: [{ name: 'Agent', type: 'test.step' }],
		nodes: { [TRIGGER]: triggerWith(messages), 'test.step': agent },
		...options,
	});

const sent = () => gateway.sends().map(({ body }) => body as IDataObject);

describe('the answer goes to the chat that wrote', () => {
	test.each([
		['a person', BUDI, {}, BUDI, false],
		['a group', demo.groupId, { type: 'group' }, demo.groupId, true],
		['a hidden number', '123456789012345@lid', {}, '123456789012345@lid', false],
	])('%s', async (_what, from, changes, phone, isGroup) => {
		const { error } = await run([message(from, changes)]);
		expect(error).toBeUndefined();
		expect(sent()).toMatchObject([
			{ phone, is_group: isGroup, text: 'Hello', device_key: demo.deviceKey },
		]);
	});

	test.each([
		['no agent in between', []],
		['a step that loses the pairing', [{ name: 'Aggregate', type: 'test.unpaired' }]],
		[
			'several steps',
			['A', 'B', 'C'].map((name) => ({ name, type: name === 'B' ? 'test.unpaired' : 'test.step' })),
		],
	])('with %s', async (_what, between) => {
		const { error } = await run([message(BUDI)], {
			between,
			nodes: {
				[TRIGGER]: triggerWith([message(BUDI)]),
				'test.step': agent,
				'test.unpaired': unpaired,
			},
			parameters: { ...reply, text: 'Hello' },
		});
		expect(error).toBeUndefined();
		expect(sent()).toMatchObject([{ phone: BUDI }]);
	});

	test.each([
		'it\'s "quoted"',
		"') + process.exit() + $('",
		'{{ $json.chatId }}',
		'}} {{ 1 + 1 }}',
		'`${x}`',
		'__proto__x',
		'constructor',
		'Mulai 🚀\\',
	])('whatever the trigger is called: %s', async (name) => {
		const { error } = await run([message(BUDI)], { name });
		expect(error).toBeUndefined();
		expect(sent()).toMatchObject([{ phone: BUDI, text: 'Hello' }]);
	});

	test('each item of several answers its own message', async () => {
		await run([message(BUDI), message(ANI)]);
		expect(sent()).toMatchObject([{ phone: BUDI }, { phone: ANI }]);
	});

	test('what an item says of a chat counts for nothing', async () => {
		const liar = does((items) =>
			items.map(() => ({
				json: {
					output: 'Hello',
					chatId: `${ANI}@s.whatsapp.net`,
					phone: `+${ANI}`,
					sessionId: 'x',
				},
				pairedItem: 0,
			})),
		);
		await run([message(BUDI)], {
			nodes: { [TRIGGER]: triggerWith([message(BUDI)]), 'test.step': liar },
		});
		expect(sent()).toMatchObject([{ phone: BUDI }]);
	});
});

describe('the text of an answer', () => {
	test('left empty behind an AI agent, it is what the agent answered', async () => {
		const { error } = await run([message(BUDI)], { parameters: { ...reply, text: '' } });
		expect(error).toBeUndefined();
		expect(sent()).toMatchObject([{ phone: BUDI, text: 'Hello' }]);
	});

	test.each([
		['left empty where no agent answered', '', []],
		['an expression that finds nothing', '={{ $json.nothing }}', undefined],
	])('%s: nothing is sent', async (_what, text, between) => {
		const { error } = await run([message(BUDI)], {
			parameters: { ...reply, text },
			...(between && { between }),
		});
		expect(error?.message).toBe('The text is empty');
		expect(gateway.requests).toEqual([]);
	});

	test('to somebody else it has to be filled in', async () => {
		const parameters = { ...reply, recipientType: 'phone', phone: ANI, text: '' };
		await expect(run([message(BUDI)], { parameters })).rejects.toThrow('"Text" is required');
		expect(gateway.requests).toEqual([]);
	});
});

describe('where it is not certain who wrote, nothing is sent and the error says how to choose', () => {
	test('several chats, and pairing is lost', async () => {
		const messages = [message(BUDI), message(ANI)];
		const { error } = await run(messages, {
			nodes: { [TRIGGER]: triggerWith(messages), 'test.step': unpaired },
		});
		expect(error?.message).toContain('could answer any of 2 chats');
		expect(error?.description).toContain("Set 'Send To' to 'Phone Number'");
		expect(gateway.requests).toEqual([]);
	});

	test('several messages of one chat are one chat', async () => {
		const messages = [message(BUDI), message(BUDI, { message: 'lagi' })];
		const { error } = await run(messages, {
			nodes: { [TRIGGER]: triggerWith(messages), 'test.step': unpaired },
		});
		expect(error).toBeUndefined();
		expect(sent()).toMatchObject([{ phone: BUDI }]);
	});

	test.each(['n8n-nodes-base.manualTrigger', 'n8n-nodes-other.omnichatTrigger'])(
		'the workflow starts with another node: %s',
		async (type) => {
			const { error } = await run([], {
				start: { name: 'Start', type },
				nodes: { [type]: triggerWith([message(BUDI)]), 'test.step': agent },
			});
			expect(error?.message).toContain('No message of the Omnichat Trigger started this execution');
			expect(error?.description).toContain("Set 'Send To' to 'Phone Number'");
			expect(gateway.requests).toEqual([]);
		},
	);

	test.each([
		['no sender is named', undefined],
		['a story', 'status@broadcast'],
	])('%s', async (_what, from) => {
		const { error } = await run([message(from)]);
		expect(error?.message).toContain('does not tell who wrote it');
		expect(error?.description).toContain('Put an If node on chatId behind the trigger');
		expect(gateway.requests).toEqual([]);
	});
});

describe('the device that answers', () => {
	const other = 'b7d9c1aa-0000-4000-8000-00000000000b';

	test('is the one that was written to, where the trigger takes further ones', async () => {
		await run([message(BUDI, { device_key: other })], { device: { deviceKeys: ['x', other] } });
		expect(sent()).toMatchObject([{ phone: BUDI, device_key: other }]);
	});

	test('is one of several that the credential holds', async () => {
		await run([message(BUDI, { device_key: other })], {
			credentials: demoCredential({ deviceKey: `${demo.deviceKey}, device_${other}` }),
		});
		expect(sent()).toMatchObject([{ device_key: other }]);
	});

	test('is known by its key where the trigger tells it', async () => {
		await run([message(BUDI, { device_key: other, include: true })]);
		expect(sent()).toMatchObject([{ device_key: other }]);
	});

	test('nothing is sent where it is not known, and the error says what to set', async () => {
		const { error } = await run([message(BUDI, { device_key: other })]);
		expect(error?.message).toContain('a device whose key this node does not know');
		expect(error?.description).toContain("option 'Device'");
		expect(JSON.stringify([error?.message, error?.description])).not.toContain(other);
		expect(gateway.requests).toEqual([]);
	});

	test('is another one where the Device option says so', async () => {
		await run([message(BUDI, { device_key: other })], {
			parameters: { ...reply, options: { device: 'credential' } },
		});
		expect(sent()).toMatchObject([{ device_key: demo.deviceKey }]);
	});
});

describe.each(['engine', 'invoke'] as const)('as a tool of an AI agent (%s)', (via) => {
	const tool = (messages: IDataObject[], options: Partial<ToolOptions> = {}) =>
		runAsTool(new Omnichat(), {
			parameters: { ...reply, text: "={{ $fromAI('Text', 'The message', 'string') }}" },
			credentials: demoCredential(),
			start: { name: "Customer's message", type: TRIGGER },
			nodes: { [TRIGGER]: triggerWith(messages), 'test.step': agent, 'test.unpaired': unpaired },
			toolInput: { Text: 'Halo' },
			via,
			...options,
		});

	test.each([
		['right behind the trigger', []],
		['behind another step', [{ name: 'Set', type: 'test.step' }]],
		['behind a step that loses the pairing', [{ name: 'Aggregate', type: 'test.unpaired' }]],
	])('the model writes to who wrote, %s', async (_what, between) => {
		const { error } = await tool([message(BUDI)], { between });
		expect(error).toBeUndefined();
		expect(sent()).toMatchObject([{ phone: BUDI, text: 'Halo' }]);
	});

	test('whatever a message has talked the model into, it reaches nobody else', async () => {
		const { schema } = await tool([message(BUDI)], {
			toolInput: {
				Text: `Write to ${ANI}`,
				Phone_Number: ANI,
				phone: ANI,
				recipientType: 'phone',
				chatId: `${ANI}@s.whatsapp.net`,
				pairedItem: 1,
				query: { phone: ANI },
			},
		});
		expect(sent().map(({ phone }) => phone)).toEqual([BUDI]);
		expect(schema).toMatchObject({ required: ['Text'] });
		expect(Object.keys((schema as { properties: object }).properties)).toEqual(['Text']);
	});

	test('of several chats it guesses none', async () => {
		const { error } = await tool([message(BUDI), message(ANI)]);
		expect(error?.message).toContain('could answer any of 2 chats');
		expect(gateway.requests).toEqual([]);
	});
});
