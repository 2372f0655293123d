import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { demo, type Gateway } from '../gateway';
import { freePort } from '../n8n/ports';
import { problemsWith } from '../outputs/check';
import { OUTPUTS } from '../outputs/table';
import { sendText } from '../sendText';
import { demoCredential, gateway, useGateway } from './demoGateway';
import { runAsTool, runNode, type RunOptions } from './harness';
import { virtualTime } from './virtualTime';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

useGateway();
let time: ReturnType<typeof virtualTime>;
beforeAll(() => {
	time = virtualTime();
});
beforeEach(() => time.reset());

const run = (parameters: INodeParameters, options: Partial<RunOptions> = {}) =>
	runNode(new Omnichat(), {
		credentials: demoCredential(),
		items: [{ phone: '0812-3456-7890', text: 'Halo' }],
		...options,
		parameters,
	});

const jsonOf = (items: INodeExecutionData[] | undefined) => (items ?? []).map(({ json }) => json);
const sentBodies = () => gateway.sends().map((request) => request.body as IDataObject);

/** Everything that leaves the node: items, errors and log lines, as text. */
const everythingShown = (result: Awaited<ReturnType<typeof run>>) =>
	JSON.stringify([result.output, result.error, result.task, result.logs], (_key, value: unknown) =>
		value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
	);

describe('sending a text', () => {
	test('the request is the documented one, and the item tells what was accepted', async () => {
		const { output, error } = await run(sendText);

		expect(error).toBeUndefined();
		expect(sentBodies()).toEqual([
			{
				api_key: demo.apiKey,
				device_key: demo.deviceKey,
				phone: '6281234567890',
				method: 'text',
				text: 'Halo',
				is_group: false,
			},
		]);
		expect(output).toEqual([
			[
				{
					json: {
						status: true,
						message: 'Berhasil mengirimkan pesan',
						recipient: '+6281234567890',
						isGroup: false,
					},
					pairedItem: { item: 0 },
				},
			],
		]);
	});

	test('each item is sent with its own values, in order, and paired with its input', async () => {
		const items = ['081234567801', '+62 812-3456-7802', 6281234567803].map((phone, index) => ({
			phone,
			text: `Message ${index}`,
		}));
		const { output } = await run(sendText, { items });

		expect(gateway.accepted.map(({ chatId, text }) => [chatId, text])).toEqual([
			['6281234567801@s.whatsapp.net', 'Message 0'],
			['6281234567802@s.whatsapp.net', 'Message 1'],
			['6281234567803@s.whatsapp.net', 'Message 2'],
		]);
		expect(output[0]?.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	test('the server is asked to answer in JSON, for it would answer a failure with a page', async () => {
		await run(sendText, { items: [{ phone: '081234567890', text: 'Halo' }] });
		expect(gateway.requests.map(({ headers }) => headers['accept'])).toEqual(['application/json']);
	});

	test('what a model wrote in Markdown is sent in the signs of WhatsApp', async () => {
		const items = [{ phone: '081234567890', text: '## Menu\n* **Kopi** [pesan](https://x.id)' }];
		await run({ ...sendText, formatting: 'markdown' }, { items });
		expect(sentBodies()).toMatchObject([{ text: '*Menu*\n- *Kopi* pesan (https://x.id)' }]);
	});

	test('nothing is changed in a text that is sent as written', async () => {
		const items = [{ phone: '081234567890', text: '## Menu\n* **Kopi**' }];
		await run(sendText, { items });
		await run({ ...sendText, formatting: 'asWritten' }, { items });
		expect(sentBodies()).toMatchObject([{ text: items[0]?.text }, { text: items[0]?.text }]);
	});

	test('a group gets it with is_group', async () => {
		const { output } = await run({
			...sendText,
			recipientType: 'group',
			group: { __rl: true, mode: 'id', value: demo.groupId },
			text: 'Halo',
		});
		expect(sentBodies()).toMatchObject([{ phone: demo.groupId, is_group: true }]);
		expect(jsonOf(output[0])).toMatchObject([{ recipient: demo.groupId, isGroup: true }]);
	});

	test.each<[what: string, chatId: string, phone: string, isGroup: boolean]>([
		['a person', '6281234567890@s.whatsapp.net', '6281234567890', false],
		['a group', '120363041234567890@g.us', '120363041234567890@g.us', true],
		['a hidden number', '123456789012345@lid', '123456789012345@lid', false],
		['a person in Hong Kong', '85291234567@s.whatsapp.net', '85291234567', false],
	])("a reply to the trigger's chat ID reaches %s", async (_what, chatId, phone, isGroup) => {
		await run({ ...sendText, phone: '={{ $json.chatId }}' }, { items: [{ chatId, text: 'Halo' }] });
		expect(sentBodies()).toMatchObject([{ phone, is_group: isGroup }]);
	});

	test.each([
		['a list with one number', '={{ [$json.phone] }}'],
		['a list inside a link', '=wa.me/{{ [$json.phone] }}'],
		['a list as JSON', '={{ JSON.stringify([$json.phone]) }}'],
	])('%s from an expression goes to that number', async (_what, phone) => {
		await run({ ...sendText, phone });
		expect(sentBodies()).toMatchObject([{ phone: '6281234567890' }]);
	});

	test('a list of several sends nothing and says what to do', async () => {
		const { error } = await run({ ...sendText, phone: '={{ [$json.phone, $json.phone] }}' });
		expect(error?.message).toBe('One item goes to one recipient, but here is a list of 2');
		expect(error?.description).toContain('Split Out');
		expect(gateway.requests).toEqual([]);
	});

	test('the operation and the options are read for each item', async () => {
		const items = [
			{ country: '60', device: 'auto' },
			{ country: '62', device: 'credential' },
		];
		await run(
			{
				...sendText,
				phone: '0388881234',
				text: 'Halo',
				options: { countryCode: '={{ $json.country }}', device: '={{ $json.device }}' },
			},
			{ items },
		);
		expect(sentBodies()).toMatchObject([
			{ phone: '60388881234' },
			{ phone: '62388881234', device_key: demo.deviceKey },
		]);
		expect(sentBodies()[0]).not.toHaveProperty('device_key');
	});

	test('another device of the account can send', async () => {
		await run({ ...sendText, options: { device: 'key', deviceKey: ' device_OTHER ' } });
		expect(sentBodies()).toMatchObject([{ device_key: 'OTHER' }]);
	});

	test('a credential may hold expressions, read for each item', async () => {
		await run(sendText, {
			credentials: demoCredential({ deviceKey: '={{ $json.device }}' }),
			items: [
				{ phone: '081234567890', text: 'a', device: 'one' },
				{ phone: '081234567890', text: 'b', device: 'two' },
			],
			node: { onError: 'continueRegularOutput' },
		});
		expect(sentBodies().map((body) => body.device_key)).toEqual(['one', 'two']);
	});
});

describe('sending a template', () => {
	const sendTemplate: INodeParameters = {
		...sendText,
		operation: 'sendTemplate',
		template: { __rl: true, mode: 'id', value: ` ${demo.templateId} ` },
	};

	test('variables from fields', async () => {
		const { error } = await run({
			...sendTemplate,
			variables: {
				values: [
					{ name: 'name', value: '={{ $json.text }}' },
					{ name: '{total}', value: '={{ 15000 }}' },
				],
			},
		});
		expect(error).toBeUndefined();
		expect(sentBodies()).toMatchObject([
			{
				method: 'template',
				template: demo.templateId,
				variables: { '{name}': 'Halo', '{total}': '15000' },
			},
		]);
		expect(sentBodies()[0]).not.toHaveProperty('text');
	});

	test('variables from JSON', async () => {
		await run({
			...sendTemplate,
			variablesMode: 'json',
			variablesJson: '={{ { name: $json.text } }}',
		});
		expect(sentBodies()).toMatchObject([{ variables: { '{name}': 'Halo' } }]);
	});

	test.each<[what: string, json: string, expected: object]>([
		[
			'whatever a customer is called, where JSON.stringify writes it',
			'={"name": {{ JSON.stringify($json.text) }} }',
			{ '{name}': 'Budi "Bos"\nJl. Melati \\ 5' },
		],
		[
			'a number with all its digits',
			'{"invoice": 12345678901234567890, "total": 15000.50}',
			{ '{invoice}': '12345678901234567890', '{total}': '15000.50' },
		],
		['names as other services write them', '{"{{1}}": "Budi"}', { '{1}': 'Budi' }],
	])('variables from JSON: %s', async (_what, variablesJson, expected) => {
		const items = [{ phone: '0812-3456-7890', text: 'Budi "Bos"\nJl. Melati \\ 5' }];
		await run({ ...sendTemplate, variablesMode: 'json', variablesJson }, { items });
		expect(sentBodies()).toMatchObject([{ variables: expected }]);
	});

	test('who chooses JSON and writes none greets nobody by a wrong name', async () => {
		await run({ ...sendTemplate, variablesMode: 'json' });
		expect(sentBodies()).toMatchObject([{ variables: {} }]);
		expect(JSON.stringify(sentBodies())).not.toContain('Budi');
	});

	test('no variables are sent as an empty object', async () => {
		await run(sendTemplate);
		expect(sentBodies()).toMatchObject([{ variables: {} }]);
	});

	test.each<[what: string, value: string]>([
		['undefined', '={{ undefined }}'],
		['null', '={{ null }}'],
		['a missing field', '={{ $json.nothing }}'],
	])('a value that is %s fails with the name of the variable', async (_what, value) => {
		const { error } = await run({
			...sendTemplate,
			variables: { values: [{ name: 'name', value }] },
		});
		expect(error?.message).toBe('The template variable {name} has no value');
		expect(gateway.requests).toEqual([]);
	});
});

describe('simulating an incoming message', () => {
	const simulate: INodeParameters = {
		resource: 'callback',
		operation: 'simulate',
		from: '081234567890',
		fromName: 'Budi',
		message: 'halo',
	};

	test('the answer of the auto-reply rules comes out, without the device key', async () => {
		const result = await run(simulate);
		const [request] = gateway.requests;

		expect(request?.path).toBe(`/api-app/whatsapp/callback/device_${demo.deviceKey}`);
		expect(request?.body).toMatchObject({
			from: '6281234567890@s.whatsapp.net',
			from_name: 'Budi',
			message: 'halo',
			type: 'single',
		});
		expect(jsonOf(result.output[0])).toEqual([
			{
				reply: true,
				replyText: expect.any(String) as string,
				receiver: '6281234567890@s.whatsapp.net',
				sessionId: 'device_***',
				autoread: expect.any(Boolean) as boolean,
				response: expect.objectContaining({ reply: true, session_id: 'device_***' }) as object,
			},
		]);
		expect(everythingShown(result)).not.toContain(demo.deviceKey);
		expect(gateway.accepted).toEqual([]);
	});

	test('without a name, the sender is named by the number, as WhatsApp does', async () => {
		const { error } = await run({ ...simulate, fromName: ' ' });
		expect(error).toBeUndefined();
		expect(gateway.requests[0]?.body).toMatchObject({ from_name: '6281234567890' });
	});

	test('each try has a new message ID, so the server does not ignore it', async () => {
		const { output } = await run(simulate, { items: [{}, {}] });
		expect(jsonOf(output[0]).map((json) => json.reply)).toEqual([true, true]);
		for (const { body } of gateway.requests) {
			// As WhatsApp's own look.
			expect((body as IDataObject).message_id).toMatch(/^[0-9A-F]{32}$/);
		}
	});

	test('a chosen message ID is used', async () => {
		const { output } = await run(
			{ ...simulate, options: { messageId: 'M1' } },
			{ items: [{}, {}] },
		);
		expect(gateway.requests.map(({ body }) => (body as IDataObject).message_id)).toEqual([
			'M1',
			'M1',
		]);
		expect(jsonOf(output[0]).map((json) => json.reply)).toEqual([true, false]);
	});

	test('no rule matches: no reply', async () => {
		const { output } = await run({ ...simulate, message: 'xyz' });
		expect(jsonOf(output[0])).toMatchObject([{ reply: false, replyText: null }]);
	});

	test('a group', async () => {
		await run({ ...simulate, from: '120363041234567890', type: 'group' });
		expect(gateway.requests[0]?.body).toMatchObject({
			from: '120363041234567890@g.us',
			type: 'group',
		});
	});

	test('what the server says of it comes out', async () => {
		const body = { status: true, reply: false, autoread: true, receiver: '1@s.whatsapp.net' };
		gateway.misbehave({ path: /callback/, status: 200, body });
		const { output } = await run(simulate);
		expect(jsonOf(output[0])).toMatchObject([
			{ reply: false, autoread: true, receiver: '1@s.whatsapp.net' },
		]);
	});

	test.each([{ reply: false }, { receiver: '1@s.whatsapp.net' }])(
		'an answer may say as little as %j',
		async (body) => {
			gateway.misbehave({ path: /callback/, status: 200, body });
			const { error } = await run(simulate);
			expect(error).toBeUndefined();
		},
	);

	test('an answer that says nothing of a reply is none', async () => {
		gateway.misbehave({ path: /callback/, status: 200, body: { status: true } });
		const { error } = await run(simulate);
		expect(error?.message).toBe('The answer of the server could not be read');
	});

	test.each<[changes: INodeParameters, message: string]>([
		[{ message: '={{ "" }}' }, 'The message is empty'],
		[{ fromName: '={{ { a: 1 } }}' }, "'Sender Name' "],
		[{ options: { messageId: '={{ { a: 1 } }}' } }, 'The message ID '],
		[{ type: 'group' }, 'The group ID "081234567890" is not valid'],
	])('%j is refused, and nothing is asked', async (changes, message) => {
		const { error } = await run({ ...simulate, ...changes });
		expect(error?.message).toMatch(new RegExp(`^${message}`));
		expect(gateway.requests).toEqual([]);
	});

	test('a device is needed, and the error says why', async () => {
		const { error } = await run({ ...simulate, options: { device: 'auto' } });
		expect(error?.message).toBe('Simulating a message needs a device key');
		expect(error?.description).toMatch(/: the auto-reply rules belong to a device$/);
		expect(gateway.requests).toEqual([]);
	});

	test('an unknown device is named as the cause', async () => {
		const { error } = await run({ ...simulate, options: { device: 'key', deviceKey: 'nobody' } });
		expect(error?.message).toBe('Omnichat does not know this device');
	});
});

test.each<[what: string, parameters: INodeParameters, body: IDataObject, json: IDataObject]>([
	['no words with a message', sendText, { status: true }, { status: true, message: '' }],
	['a list with a message', sendText, { status: true, message: ['ok'] }, { message: '' }],
	[
		'no words with the status',
		{ resource: 'device', operation: 'getStatus' },
		{ status: true, message: '' },
		{ connected: true, message: null },
	],
	[
		'something else with an auto-reply',
		{ resource: 'callback', operation: 'simulate', from: '081234567890', message: 'halo' },
		{ message: { text: 5 }, receiver: 62, session_id: ['x'], autoread: 1, reply: 'true' },
		{ reply: false, replyText: null, receiver: null, sessionId: null, autoread: false },
	],
])('a server that sends %s changes no type of what comes out', async (_what, given, body, json) => {
	gateway.misbehave({ path: /./, status: 200, body });
	const { output, error } = await run(given);
	expect(error).toBeUndefined();
	expect(jsonOf(output[0])).toMatchObject([json]);
});

describe('what cannot be sent costs nothing', () => {
	test.each<[what: string, parameters: INodeParameters, message: RegExp]>([
		['a wrong phone number', { phone: '12' }, /"12" is too short: it has 2 digits/],
		['an empty text', { text: '  ' }, /The text is empty/],
		['a text that is an object', { text: '={{ $json }}' }, /The text holds an object/],
		['an object in a text', { text: '=Hi {{ $json }}' }, /The text has \[object Object\] in it/],
		[
			'an object in a text that a node before made',
			{ text: '={{ "Hi " + $json }}' },
			/The text has \[object Object\] in it/,
		],
		[
			'an object in a message key',
			{ options: { messageKey: '=order-{{ $json }}' } },
			/The message key has \[object Object\] in it/,
		],
		[
			'a message key that is the same for all',
			{ options: { messageKey: '={{ String($json.order) }}' } },
			/The message key is "undefined"/,
		],
		[
			'a missing field in a text',
			{ text: '={{ "Hi " + $json.customer }}' },
			/The text has "undefined" in it/,
		],
		[
			'a field that another node does not have, in a text',
			{ text: '={{ `Hi ${$("Feeder").item.json.nama}!` }}' },
			/The text has "undefined" in it/,
		],
		[
			'a field that the first item of another node does not have, in a text',
			{ text: '={{ "Hi " + $("Feeder").first().json.nama }}' },
			/The text has "undefined" in it/,
		],
		[
			'a field that the input does not have, in a text',
			{ text: '={{ "Hi " + $input.item.json.nama }}' },
			/The text has "undefined" in it/,
		],
		[
			'the same by the name of the node',
			{ text: '={{ "Hi " + $node["Feeder"].json.nama }}' },
			/The text has "undefined" in it/,
		],
		['a map in a text', { text: '=Hi {{ new Map() }}' }, /The text has \[object Map\] in it/],
		[
			'what was divided by nothing',
			{ text: '=Each pays {{ 5 / $json.text.indexOf("H") }}' },
			/The text has "Infinity" in it/,
		],
		[
			'what is no number in a text',
			{ text: '={{ "Total: " + $json.text * 2 }}' },
			/The text has "NaN" in it/,
		],
		[
			'a date that is none in a text',
			{ text: '=On {{ DateTime.fromISO($json.text).toFormat("dd LLL") }}' },
			/The text has "Invalid DateTime" in it/,
		],
		[
			'a missing field in a message key',
			{ options: { messageKey: '={{ "order-" + $json.order }}' } },
			/The message key has "undefined" in it/,
		],
		[
			'a missing field in a variable',
			{
				operation: 'sendTemplate',
				template: { __rl: true, mode: 'id', value: demo.templateId },
				variables: { values: [{ name: 'name', value: '={{ "Kak " + $json.customer }}' }] },
			},
			/The template variable {name} has "undefined" in it/,
		],
		[
			'a missing field in variables as JSON',
			{
				operation: 'sendTemplate',
				template: { __rl: true, mode: 'id', value: demo.templateId },
				variablesMode: 'json',
				variablesJson: '={"name": "{{ "Kak " + $json.customer }}"}',
			},
			/The template variable {name} has "undefined" in it/,
		],
		[
			'an object in a variable',
			{
				operation: 'sendTemplate',
				template: { __rl: true, mode: 'id', value: demo.templateId },
				variables: { values: [{ name: 'name', value: '=Kak {{ $json }}' }] },
			},
			/The template variable {name} has \[object Object\] in it/,
		],
		[
			'a quotation mark of a customer in JSON',
			{
				operation: 'sendTemplate',
				template: { __rl: true, mode: 'id', value: demo.templateId },
				variablesMode: 'json',
				variablesJson: '={"name": "{{ \'Budi "Bos"\' }}"}',
			},
			/not valid JSON \(line 1, column 17\)/,
		],
		[
			'an empty group',
			{ recipientType: 'group', group: { __rl: true, mode: 'id', value: '={{ "" }}' } },
			/The group ID is empty/,
		],
		[
			'an empty template',
			{
				operation: 'sendTemplate',
				template: { __rl: true, mode: 'id', value: '={{ "" }}' },
			},
			/The template ID is empty/,
		],
		[
			'a group without a device',
			{ phone: '120363041234567890@g.us', options: { device: 'auto' } },
			/A message to a group needs a device key/,
		],
		[
			'an empty device key',
			{ options: { device: 'key', deviceKey: '' } },
			/device key in the options is empty/,
		],
		[
			'two device keys, where a message goes from one',
			{ options: { device: 'key', deviceKey: 'A, B' } },
			/device key field holds several keys/,
		],
		['a wrong country code', { options: { countryCode: 'ID' } }, /country code "ID"/],
		['a timeout of 0', { options: { timeout: 0 } }, /'Timeout'/],
		['a broken expression', { text: '={{ $json.a.b.c() }}' }, /./],
	])('%s', async (_what, parameters, message) => {
		const { error } = await run({ ...sendText, text: 'Halo', ...parameters });
		expect(error?.message).toMatch(message);
		expect(error).toMatchObject({ context: { itemIndex: 0 } });
		expect(gateway.requests).toEqual([]);
	});

	test.each<[what: string, text: string, sent: string]>([
		[
			'n8n writes nothing for a field that is missing, alone in its braces',
			"=Hi {{ $('Feeder').item.json.nama }}!",
			'Hi !',
		],
		[
			'words of a customer',
			'={{ "You wrote: " + $("Feeder").item.json.said }}',
			'You wrote: it is undefined',
		],
		[
			'words of a customer in the input',
			'={{ "You wrote: " + $input.first().json.said }}',
			'You wrote: it is undefined',
		],
	])('%s: that is sent', async (_what, text, sent) => {
		const items = [{ phone: '081234567890', said: 'it is undefined' }];
		await run({ ...sendText, text }, { items });
		expect(gateway.requests).toMatchObject([{ body: { text: sent } }]);
	});

	test.each<[what: string, changes: IDataObject, message: RegExp]>([
		['no API key', { apiKey: ' ' }, /API key of the credential is empty/],
		['no device key', { deviceKey: '' }, /device key of the credential is empty/],
		['two device keys', { deviceKey: 'A, B' }, /device key field holds several keys/],
		['an address without https', { baseUrl: 'http://example.com' }, /does not start with https/],
	])('a credential with %s', async (_what, changes, message) => {
		const { error } = await run(sendText, { credentials: demoCredential(changes) });
		expect(error?.message).toMatch(message);
		expect(gateway.requests).toEqual([]);
	});

	test('an operation that a workflow names though it does not exist', async () => {
		const { error } = await run({ ...sendText, operation: 'sendFax' });
		expect(error).toMatchObject({
			message: expect.stringContaining('The operation "message.sendFax" does not exist') as string,
			description: expect.stringContaining(
				'Choose the resource and the operation from their lists',
			) as string,
			context: { itemIndex: 0 },
		});
		expect(gateway.requests).toEqual([]);
	});

	test('one wrong item in the list stops the run before the first message', async () => {
		const items = ['081234567801', '081234567802', 'abc'].map((phone) => ({ phone, text: 'Halo' }));
		const { error } = await run(sendText, { items });

		expect(error?.message).toContain('"abc"');
		expect(error).toMatchObject({ context: { itemIndex: 2 }, name: 'NodeOperationError' });
		expect(gateway.requests).toEqual([]);
	});
});

describe('when some items fail and the user chose to go on', () => {
	const items = [
		{ phone: '081234567801', text: 'a' },
		{ phone: 'abc', text: 'b' },
		{ phone: '081234567803', text: 'c' },
		{ phone: '081234567804', text: 'd' },
	];
	const refuseThird = () =>
		gateway.misbehave({
			where: (body) => body.text === 'c',
			status: 422,
			body: { status: false, message: 'This whatsapp device`s sending limit has expired' },
		});

	test('Continue: the failed items carry the error, the others are sent', async () => {
		refuseThird();
		const { output, error } = await run(sendText, {
			items,
			node: { onError: 'continueRegularOutput' },
		});

		expect(error).toBeUndefined();
		expect(gateway.accepted.map(({ text }) => text)).toEqual(['a', 'd']);
		expect(output[0]).toMatchObject([
			{ json: { status: true }, pairedItem: { item: 0 } },
			{
				json: {
					error: {
						message: expect.stringContaining('"abc"') as string,
						outcome: 'refused',
						reason: 'invalidInput',
						itemIndex: 1,
					},
				},
				pairedItem: { item: 1 },
			},
			{
				json: {
					error: {
						message: 'The daily sending limit of this device is used up',
						description: expect.stringContaining('Nothing was sent') as string,
						outcome: 'refused',
						reason: 'dailyLimit',
						itemIndex: 2,
						httpCode: '422',
					},
				},
				pairedItem: { item: 2 },
			},
			{ json: { status: true }, pairedItem: { item: 3 } },
		]);
	});

	test("error output: the failed items take the other branch, with their error and the input's columns", async () => {
		refuseThird();
		const { output } = await run(sendText, { items, node: { onError: 'continueErrorOutput' } });

		expect(output[0]?.map(({ json }) => json.recipient)).toEqual([
			'+6281234567801',
			'+6281234567804',
		]);
		expect(jsonOf(output[1])).toMatchObject([
			{
				phone: 'abc',
				error: { message: expect.stringContaining('"abc"') as string, itemIndex: 1 },
			},
			{
				phone: '081234567803',
				error: {
					message: 'The daily sending limit of this device is used up',
					description: expect.stringContaining('Nothing was sent') as string,
				},
			},
		]);
	});

	test('Stop: the error names the item', async () => {
		refuseThird();
		const { error } = await run(sendText, { items: items.filter(({ phone }) => phone !== 'abc') });
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'The daily sending limit of this device is used up',
			context: { itemIndex: 1 },
		});
	});
});

describe('every failure says what happened and whether the message may have gone out', () => {
	const page = '<!DOCTYPE html><title>Just a moment...</title>';

	test.each<
		[what: string, fault: Parameters<Gateway['misbehave']>[0], message: string, sent: RegExp]
	>([
		[
			'2xx with status false',
			{ status: 200, body: { status: false, message: 'Gagal' } },
			'Omnichat refused the request',
			/Nothing was sent.*"Gagal"/,
		],
		[
			'an empty body',
			{ status: 200, body: '' },
			'The answer of the server could not be read',
			/may have been delivered/,
		],
		[
			'a body that is not JSON',
			{ status: 200, body: 'OK' },
			'The answer of the server could not be read',
			/may have been delivered/,
		],
		[
			'cut JSON',
			{ kind: 'truncate' },
			'The answer of the server could not be read',
			/may have been delivered/,
		],
		[
			'a page with status 200',
			{ kind: 'html', status: 200, body: page },
			'The server answered with a web page: the base URL may be wrong, or a block page stands in front of the server',
			/may have been delivered/,
		],
		[
			'a block page',
			{ kind: 'html' },
			'The address answered, but not as the Omnichat API does',
			/Nothing was sent/,
		],
		[
			'a redirect',
			{ kind: 'redirect' },
			'The server sent the request on to another address',
			/Nothing was sent/,
		],
		[
			'the throttle',
			{ status: 429, headers: { 'retry-after': '3600' }, body: { message: 'Too Many Attempts.' } },
			'Omnichat received too many requests and took a break',
			/Nothing was sent.*wait 60 minutes/,
		],
		[
			'a server error',
			{ status: 500, body: { message: 'Server Error' } },
			'Omnichat had an error while it worked on the request',
			/may have been delivered/,
		],
		[
			'a broken connection',
			{ kind: 'resetAfter' },
			'The connection broke before Omnichat answered',
			/may have been delivered/,
		],
		[
			'an unknown API key',
			{ status: 401, body: { status: false, message: 'Api Key Cannot be recognized' } },
			'Omnichat does not know this API key',
			/Nothing was sent/,
		],
		[
			'an unknown device',
			{ status: 401, body: { status: false, message: 'Device tidak di temukan' } },
			'Omnichat does not know this device',
			/Nothing was sent/,
		],
		[
			'an unknown template',
			{ status: 401, body: { status: false, message: 'Template tidak dikenali' } },
			'Omnichat does not know this template',
			/Nothing was sent/,
		],
		[
			'a missing field',
			{ status: 422, body: { message: 'The phone field is required.' } },
			'Omnichat says that a field is missing or not valid',
			/Nothing was sent.*phone field/,
		],
	])('%s', async (_what, fault, message, sent) => {
		gateway.misbehave(fault);
		const { error } = await run(sendText);

		expect(error?.message).toBe(message);
		expect(error?.description).toMatch(sent);
		expect(gateway.sends()).toHaveLength(1);
	});

	test('no answer in time', async () => {
		gateway.misbehave({ kind: 'acceptThenSilence' });
		const { error } = await run({ ...sendText, options: { timeout: 0.2 } });
		expect(error?.message).toBe('Omnichat did not answer in time');
		expect(error?.description).toMatch(/may have been delivered.* before sending it again/);
	});

	test('a server that cannot be reached', async () => {
		const baseUrl = `http://127.0.0.1:${await freePort()}`;
		const { error } = await run(sendText, { credentials: demoCredential({ baseUrl }) });
		expect(error?.message).toBe('The Omnichat server could not be reached');
		expect(error?.description).toMatch(/Nothing was sent.*ECONNREFUSED/);
	});

	test.each<[what: string, changes: IDataObject, message: string]>([
		['a wrong API key', { apiKey: 'wrong-api-key-0000' }, 'Omnichat does not know this API key'],
		[
			'a wrong device key',
			{ deviceKey: 'wrong-device-key-0000' },
			'Omnichat does not know this device',
		],
	])('%s is asked about once, not twice', async (_what, changes, message) => {
		const { error } = await run(sendText, { credentials: demoCredential(changes) });
		expect(error?.message).toBe(message);
		expect(gateway.sends()).toHaveLength(1);
	});

	test('no key shows in errors, outputs or logs, even where the server repeats it', async () => {
		const echo = { status: false, message: `Bad keys ${demo.apiKey} and ${demo.deviceKey}` };
		gateway.misbehave({ status: 403, body: echo });
		gateway.misbehave({ kind: 'resetAfter' });
		gateway.misbehave({ status: 200, body: { ...echo, status: true } });

		const stopped = await run(sendText);
		const wentOn = await run(sendText, {
			items: [
				{ phone: '081234567801', text: 'a' },
				{ phone: '081234567802', text: 'b' },
			],
			node: { onError: 'continueRegularOutput' },
		});
		expect(stopped.error?.description).toContain('Bad keys *** and ***');
		expect(jsonOf(wentOn.output[0])[1]).toMatchObject({ message: 'Bad keys *** and ***' });
		for (const shown of [everythingShown(stopped), everythingShown(wentOn)]) {
			expect(shown).not.toContain(demo.apiKey);
			expect(shown).not.toContain(demo.deviceKey);
		}
	});

	describe.each(['d', 't', 'a', '6', 'true', 'accepted', 'message'])(
		'with the keys %p, as a server of your own may have them',
		(key) => {
			const echo = (text: string) => ({ status: false, message: `${text} (${key})` });
			const device = { apiKey: key, deviceKey: key };
			const answer = (body: IDataObject, status = 200) => gateway.misbehave({ status, body });

			test('an accepted message is reported as accepted, with its recipient', async () => {
				answer({ status: true, message: `Terkirim (${key})` });
				const { output, error } = await run(sendText, { credentials: demoCredential(device) });
				expect(error).toBeUndefined();
				expect(jsonOf(output[0])).toEqual([
					{ status: true, message: 'Terkirim (***)', recipient: '+6281234567890', isGroup: false },
				]);
			});

			test('a throttled message is sent when its time has come', async () => {
				answer({ message: 'Too Many Attempts.' }, 429);
				answer({ status: true, message: 'Terkirim' });
				const { output, error } = await run(sendText, { credentials: demoCredential(device) });
				expect(error).toBeUndefined();
				expect(jsonOf(output[0])).toMatchObject([{ status: true }]);
				expect(gateway.sends()).toHaveLength(2);
			});

			test.each<[said: string, status: number, outcome: string, reason: string, message: RegExp]>([
				['Device tidak di temukan', 401, 'refused', 'unknownDevice', /not know this device/],
				['Server Error', 500, 'unknown', 'serverError', /had an error/],
			])('%s is understood', async (said, status, outcome, reason, message) => {
				answer(echo(said), status);
				const { output } = await run(sendText, {
					credentials: demoCredential(device),
					node: { onError: 'continueRegularOutput' },
				});
				expect(jsonOf(output[0])).toMatchObject([
					{
						error: {
							message: expect.stringMatching(message) as string,
							description: expect.stringContaining(`The server said: "${said} (***)"`) as string,
							outcome,
							reason,
						},
					},
				]);
			});

			test('a simulated message gives its reply, without the key', async () => {
				gateway.misbehave({
					path: /callback/,
					status: 200,
					body: {
						message: { text: 'Halo!' },
						receiver: '6281234567890@s.whatsapp.net',
						session_id: `device_${key}`,
						autoread: false,
						reply: true,
					},
				});
				const { output } = await run(
					{ resource: 'callback', operation: 'simulate', from: '081234567890', message: 'halo' },
					{ credentials: demoCredential(device) },
				);
				expect(jsonOf(output[0])).toMatchObject([
					{
						reply: true,
						replyText: 'Halo!',
						receiver: '6281234567890@s.whatsapp.net',
						sessionId: 'device_***',
						response: { session_id: 'device_***' },
					},
				]);
			});
		},
	);
});

describe('as a tool of an AI agent', () => {
	test('the model fills in the fields and reads what became of it', async () => {
		const result = await runAsTool(new Omnichat(), {
			credentials: demoCredential(),
			parameters: {
				...sendText,
				phone: "={{ $fromAI('phone', 'Phone number', 'string') }}",
				text: "={{ $fromAI('text', 'Message', 'string') }}",
			},
			toolInput: { phone: '0812-3456-7890', text: 'Halo from the agent' },
		});
		expect(gateway.accepted.map(({ text }) => text)).toEqual(['Halo from the agent']);
		expect(result.answer).toContain('Berhasil mengirimkan pesan');
	});

	test.each(Object.keys(OUTPUTS).filter((name) => /^\w+\.(?!sendAndWait)\w+$/.test(name)))(
		'of %s the model reads what is documented, and nothing else',
		async (name) => {
			const [resource, operation] = name.split('.');
			const { node, answer } = await runAsTool(new Omnichat(), {
				credentials: demoCredential(),
				parameters: {
					...sendText,
					resource,
					operation,
					template: { __rl: true, mode: 'id', value: demo.templateId },
					from: '={{ $json.phone }}',
					message: 'halo',
				},
				agentItem: { phone: '0812-3456-7890', text: 'Halo' },
			});
			const items = JSON.parse(answer) as IDataObject[];
			expect(items.length).toBeGreaterThan(0);
			expect(items.flatMap((json) => problemsWith(node, json))).toEqual([]);
		},
	);

	test('a question is not sent: nothing would wait for its answer', async () => {
		const result = await runAsTool(new Omnichat(), {
			credentials: demoCredential(),
			parameters: {
				resource: 'message',
				operation: 'sendAndWait',
				phone: '081234567890',
				message: 'May Budi have 20%?',
			},
			toolInput: {},
		});
		expect(gateway.sends()).toEqual([]);
		expect(result.answer).toContain('A tool of an AI agent cannot wait for an answer');
		expect(result.answer).toContain("add Omnichat under 'Human review'");
	});
});
