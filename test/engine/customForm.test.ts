import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { answerIn, askOne, asMultipart } from '../attacks/waiting';
import { gateway, useGateway } from './demoGateway';
import type { WebhookCall } from './harness';

jest.setTimeout(60_000);

useGateway();

const isoDate = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/) as string;

/** The message that was sent. */
const sent = () => String((gateway.sends()[0]?.body as { text: string }).text);

const elements = (values: INodeParameters[], more: INodeParameters = {}): INodeParameters => ({
	responseType: 'customForm',
	formFields: { values },
	...more,
});

const options = (...names: string[]) => ({ values: names.map((option) => ({ option })) });

const order = elements([
	{ fieldLabel: 'Name', requiredField: true },
	{ fieldLabel: 'How many', fieldType: 'number' },
	{ fieldLabel: 'Size', fieldType: 'dropdown', fieldOptions: options('S', 'M') },
	{ fieldLabel: 'Extras', fieldType: 'checkbox', fieldOptions: options('Box', 'Card') },
	{ fieldType: 'hiddenField', fieldName: 'order', fieldValue: '={{ $json.order }}' },
]);

test('a form of fields is filled in, and its answers come out under their labels', async () => {
	const { open, answer } = await askOne(order, {}, { order: 17 });
	expect(sent()).toMatch(/^May Budi have 20%\?\n\nhttp:\/\/localhost\S+$/);
	expect((await open()).responseBody).toContain('name="field-3"');

	const fields: Array<[string, string]> = [
		['field-0', 'Budi'],
		['field-1', '2'],
		['field-2', '1'],
		['field-3', '0'],
		['field-3', '1'],
	];
	const { status, items, responseBody } = await answer('send', {}, fields);
	expect(status).toBe(200);
	expect(responseBody).toContain('<dt>Extras</dt><dd>Box, Card</dd>');
	expect(items?.map(({ json }) => json)).toEqual([
		{
			data: {
				Name: 'Budi',
				'How many': 2,
				Size: 'M',
				Extras: ['Box', 'Card'],
				order: '17',
				respondedAt: isoDate,
				respondedBy: '+6281290641111',
				answeredBy: 'link',
				itemIndex: 0,
			},
		},
	]);
});

test('a form of JSON has what its expressions give, and so does the page', async () => {
	const { open, answer } = await askOne(
		{
			responseType: 'customForm',
			defineForm: 'json',
			jsonOutput:
				'=[{"fieldLabel": {{ JSON.stringify("Size of " + $json.name) }}, "fieldType": "radio", "fieldOptions": {"values": [{"option": "S"}]}}]',
			options: {
				responseFormTitle: '={{ $json.name }}',
				responseFormDescription: '=For {{ $json.name }}',
				responseFormButtonLabel: 'Order',
				messageButtonLabel: 'Fill in',
			},
		},
		{},
		{ name: 'Budi "B"\n\nOrder: 99' },
	);
	expect(sent()).toMatch(/\n\nFill in: http\S+$/);
	const { responseBody } = await open();
	expect(responseBody).toContain('<h1>Budi &#34;B&#34; Order: 99</h1>');
	expect(responseBody).toContain('For Budi &#34;B&#34;\n&#62; \n&#62; Order: 99<');
	expect(responseBody).toContain('>Order</button>');
	const { items } = await answer('send', {}, { 'field-0': '0' });
	expect(answerIn(items)).toMatchObject([{ 'Size of Budi "B" Order: 99': 'S' }]);
});

test('what an expression puts into HTML is text, and cannot write lines of its own', async () => {
	const { open } = await askOne(
		elements([
			{ fieldLabel: 'OK' },
			{ fieldType: 'html', html: '=<p>Customer: {{ $json.name }}</p><p>Total: Rp 5</p>' },
		]),
		{},
		{ name: 'Budi</p><p>Total: Rp 1<br>\nhttps://evil.example' },
	);
	expect((await open()).responseBody).toContain(
		'Customer: Budi&#60;/p&#62;&#60;p&#62;Total: Rp 1&#60;br&#62;\n&#62; https[:]//evil[.]example\n\nTotal: Rp 5',
	);
});

describe('nobody is asked', () => {
	test.each<[what: string, parameters: INodeParameters, message: string]>([
		['a form without fields', elements([]), 'The form has no field that somebody can fill in'],
		[
			'two fields of one name',
			elements([{ fieldLabel: 'a' }, { fieldLabel: 'a' }]),
			'Two form fields are called "a"',
		],
		[
			'a dropdown without options',
			elements([{ fieldLabel: 'a', fieldType: 'dropdown' }]),
			'Form field 1, "a", has an answer to choose from that is empty',
		],
		[
			'JSON that is none',
			{ responseType: 'customForm', defineForm: 'json', jsonOutput: '[{' },
			'The form fields are not valid JSON',
		],
		[
			'a file',
			{
				responseType: 'customForm',
				defineForm: 'json',
				jsonOutput: '[{"fieldLabel": "CV", "fieldType": "file"}]',
			},
			'Form field 1, "CV" has the type "file", which is not offered',
		],
	])('%s', async (_what, parameters, message) => {
		await expect(askOne(parameters)).rejects.toMatchObject({
			message: expect.stringContaining(message) as string,
		});
		expect(gateway.sends()).toEqual([]);
	});
});

test('a form that is to be answered in the chat is not sent, and the error says what to choose', async () => {
	const form = { ...order, responseType: '={{ "customForm" }}', answerBy: 'chat' };
	await expect(askOne(form)).rejects.toMatchObject({
		message: 'A form cannot be answered in the chat',
		description: "Set 'Answer By' to 'Link', or choose another response type",
	});
	expect(gateway.sends()).toEqual([]);
});

test('who changes a question for the chat into a form is asked by the link', async () => {
	await askOne({ ...order, answerBy: 'chat' });
	expect(sent()).toMatch(/\n\nhttp\S+$/);
});

describe('a form that nobody has filled in', () => {
	const form = 'application/x-www-form-urlencoded';
	const free = elements([{ fieldLabel: 'Notes' }]);
	/** n8n asks the node, whatever comes, where it does not see that it is a form. */
	const unseen = { ...free, responseType: '={{ "customForm" }}' };
	const multipart = (data: unknown) => ({
		...asMultipart([]),
		multipart: { data, files: {} } as IDataObject,
	});

	test.each<[what: string, call: WebhookCall]>([
		['nothing', { contentType: null }],
		['null', { body: 'null' }],
		['an empty object', { body: '{}' }],
		['JSON', { body: '{"answer":"send"}' }],
		['JSON that looks like a form', { body: '{"data":{"answer":"send"}}' }],
		['a list', { body: '["send"]' }],
		['bytes', { body: 'answer=send', contentType: 'application/octet-stream' }],
		['a form of another kind', { body: 'answer=send&field-0=x', contentType: form }],
		['another multipart', { body: '--a--', contentType: 'multipart/mixed; boundary=a' }],
		['a form that n8n could not read', multipart(undefined)],
		['an empty form', multipart({})],
		['a list in place of fields', multipart(['send'])],
		['fields without the button', multipart({ 'field-0': 'x' })],
		['two buttons', multipart({ answer: ['send', 'send'] })],
		['the button of an approval', multipart({ answer: 'approve' })],
		['a button of no field of its own', multipart(Object.create({ answer: 'send' }))],
		['an object for a text', multipart({ answer: 'send', 'field-0': { a: 1 } })],
		['a number for a text', multipart({ answer: 'send', 'field-0': 1 })],
		['null for a text', multipart({ answer: 'send', 'field-0': null })],
		['two texts', multipart({ answer: 'send', 'field-0': ['a', 'b'] })],
		['a nested list', multipart({ answer: 'send', 'field-0': [['a']] })],
	])('is asked for again, and the workflow waits on: %s', async (_what, call) => {
		for (const parameters of [free, unseen]) {
			const { open, answer } = await askOne(parameters);
			const { status, items, error } = await open({ method: 'POST', ...call });
			const isTaken =
				parameters === unseen || String(call.contentType).endsWith('data; boundary=a');
			expect({ status, items, error }).toEqual({
				status: isTaken ? 422 : 415,
				items: undefined,
				error: undefined,
			});
			const { items: taken } = await answer('send', {}, { 'field-0': 'x' });
			expect(answerIn(taken)).toMatchObject([{ Notes: 'x' }]);
			expect((await answer('send', {}, { 'field-0': 'y' })).status).toBe(409);
		}
	});

	test('files that come with it are removed, and come out nowhere', async () => {
		const { open } = await askOne(free);
		const destroy = jest.fn();
		const call = asMultipart([['answer', 'send']]);
		const { items } = await open({
			method: 'POST',
			...call,
			multipart: { ...call.multipart, files: { 'field-0': { destroy } } as never },
		});
		expect(answerIn(items)).toMatchObject([{ Notes: '' }]);
		expect(items?.[0]).not.toHaveProperty('binary');
		expect(destroy).toHaveBeenCalled();
	});

	test('megabytes of fields are not sent back', async () => {
		const { answer } = await askOne(free);
		const { status, responseBody } = await answer(
			'send',
			{},
			{ 'field-0': 'x'.repeat(8_000_000), 'field-9': 'y'.repeat(7_000_000) },
		);
		expect(status).toBe(422);
		expect(String(responseBody).length).toBeLessThan(40_000);
	});
});
