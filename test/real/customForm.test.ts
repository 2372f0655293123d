import type { INodeParameters } from 'n8n-workflow';

import { demo } from '../gateway';
import { errorOf, jsonOf } from '../n8n/client';
import { client, credential, gateway, useN8n } from './useN8n';
import { ACTION, askSomebody, inRow, node, ours, start } from './workflows';

jest.setTimeout(120_000);

useN8n();

const BUDI = '6281290641111';
const SITI = '6281290642222';

const isoDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

const ask = async (parameters: INodeParameters) =>
	await askSomebody(
		{ client, gateway, credential },
		{ phone: BUDI, message: 'Your order?', ...parameters },
	);

const options = (...names: string[]) => ({ values: names.map((option) => ({ option })) });

const elements: INodeParameters[] = [
	{ fieldLabel: 'Name', requiredField: true },
	{ fieldLabel: 'Notes', fieldType: 'textarea' },
	{ fieldLabel: 'How many', fieldType: 'number' },
	{ fieldLabel: 'When', fieldType: 'date', fieldName: 'day' },
	{
		fieldLabel: 'Size',
		fieldType: 'dropdown',
		fieldOptions: options('S', 'M'),
		requiredField: true,
	},
	{ fieldLabel: 'Extras', fieldType: 'checkbox', fieldOptions: options('Box', 'Card', 'Bow') },
	{ fieldType: 'html', html: '<p>We deliver <b>for free</b>.</p>' },
	{ fieldType: 'hiddenField', fieldName: 'order', fieldValue: 'Order 17' },
];

/** Posts a form as a browser does. */
async function post(link: string, fields: Array<[name: string, value: string]>) {
	const body = new FormData();
	for (const [name, value] of fields) body.append(name, value);
	const response = await fetch(link, { method: 'POST', body });
	return { status: response.status, text: await response.text() };
}

const after = async (execution: string) =>
	jsonOf(await client.waitForNode(execution, 'After'), 'After');

test.each<[what: string, parameters: INodeParameters]>([
	['elements', { formFields: { values: elements } }],
	['JSON', { defineForm: 'json', jsonOutput: JSON.stringify(elements) }],
	[
		'JSON of an expression',
		{
			defineForm: 'json',
			jsonOutput: `={{ ${JSON.stringify(elements).replaceAll('}}', '} }')} }}`,
		},
	],
])('a form of %s is filled in, after what was wrong is mended', async (_what, parameters) => {
	const { execution, link } = await ask({ responseType: 'customForm', ...parameters });
	const page = await (await fetch(link)).text();
	expect(page).toContain('<p class="note">We deliver for free.</p>');
	expect(page).not.toContain('Order 17');

	const rest: Array<[string, string]> = [
		['field-1', 'Please\r\nhurry'],
		['field-2', '2'],
		['field-3', '2026-12-24'],
		['field-5', '0'],
		['field-5', '2'],
		['answer', 'send'],
	];
	const refused = await post(link, [['field-0', ''], ['field-4', '7'], ...rest]);
	expect(refused.status).toBe(422);
	for (const part of ['id="field-0-problem"', 'id="field-4-problem"', 'Please\r\nhurry<']) {
		expect(refused.text).toContain(part);
	}
	await client.untilItWaits(execution);

	const taken = await post(link, [['field-0', ' Büdi '], ['field-4', '1'], ...rest]);
	expect([taken.status, taken.text]).toEqual([200, expect.stringContaining('<dd>Büdi</dd>')]);
	expect(await after(execution)).toEqual([
		{
			data: {
				Name: 'Büdi',
				Notes: 'Please\nhurry',
				'How many': 2,
				day: '2026-12-24',
				Size: 'M',
				Extras: ['Box', 'Bow'],
				order: 'Order 17',
				respondedAt: isoDate,
				respondedBy: `+${BUDI}`,
				answeredBy: 'link',
				itemIndex: 0,
			},
		},
	]);
});

test('what the page has not posted has the workflow wait on, also where no field must be filled in', async () => {
	const { execution, link } = await ask({
		responseType: 'customForm',
		formFields: { values: [{ fieldLabel: 'Notes' }, { fieldLabel: 'constructor' }] },
	});
	const strange = new FormData();
	strange.append('__proto__', 'x');
	strange.append('constructor', 'x');
	const file = new FormData();
	file.append('field-0', new Blob(['x'.repeat(1_000)]), 'a.txt');
	file.append('answer', 'approve');
	for (const request of [
		{},
		{ body: 'null', headers: { 'content-type': 'application/json' } },
		{ body: '{"answer":"send"}', headers: { 'content-type': 'application/json' } },
		{ body: new URLSearchParams({ answer: 'send' }) },
		{ body: 'answer=send', headers: { 'content-type': 'application/octet-stream' } },
		{ body: '--a--', headers: { 'content-type': 'multipart/mixed; boundary=a' } },
		{ body: 'x', headers: { 'content-type': 'multipart/form-data' } },
		{ body: '--a--', headers: { 'content-type': 'multipart/form-data; boundary=a' } },
		{ body: new FormData() },
		{ body: strange },
		{ body: file },
	]) {
		const { status } = await fetch(link, { method: 'POST', ...request });
		// n8n 2.41 itself refuses what is no form, and what it cannot read.
		expect({ request, isRefused: [400, 415, 422, 500].includes(status), status }).toMatchObject({
			isRefused: true,
		});
		await client.untilItWaits(execution);
	}
	const { status } = await post(link, [
		['field-1', 'x'],
		['answer', 'send'],
	]);
	expect(status).toBe(200);
	expect(await after(execution)).toMatchObject([{ data: { Notes: '', constructor: 'x' } }]);
});

test('a form that asks for a file is refused before anybody gets it', async () => {
	const nodes = [
		...start([{}]),
		ours('Ask', ACTION, credential, {
			resource: 'message',
			operation: 'sendAndWait',
			phone: BUDI,
			message: 'Your CV?',
			responseType: 'customForm',
			defineForm: 'json',
			jsonOutput: '[{"fieldLabel": "CV", "fieldType": "file"}]',
		}),
	];
	const { id } = await client.createWorkflow({ name: 'Ask', nodes, connections: inRow(nodes) });
	const ended = await client.waitForExecution(await client.runWorkflow(id));
	expect(errorOf(ended)?.message).toBe(
		'Form field 1, "CV" has the type "file", which is not offered',
	);
	expect(gateway.sends()).toEqual([]);
});

describe('an approval', () => {
	test('comes out with its remark', async () => {
		const { execution, link } = await ask({
			approvalOptions: { values: { approvalType: 'double', askForRemark: true } },
		});
		const response = await fetch(link, {
			method: 'POST',
			body: new URLSearchParams({ answer: 'decline', remark: 'Only 10%' }),
		});
		expect(response.status).toBe(200);
		expect(await after(execution)).toMatchObject([
			{ data: { approved: false, remark: 'Only 10%' } },
		]);
	});

	test('is told to the others, the group among them, and once', async () => {
		const people = [{ phone: BUDI }, { phone: SITI }, { phone: demo.groupId }];
		const nodes = [
			...start(people),
			ours('Ask', ACTION, credential, {
				resource: 'message',
				operation: 'sendAndWait',
				phone: '={{ $json.phone }}',
				message: 'May Budi have 20%?',
				options: { announceAnswer: true },
			}),
			node('After', 'n8n-nodes-base.noOp'),
		];
		const { id } = await client.createWorkflow({ name: 'Ask', nodes, connections: inRow(nodes) });
		const execution = await client.runWorkflow(id);
		const { text } = await gateway.onAccepted(({ chatId }) => chatId.startsWith(BUDI));
		const link = String(/http\S+$/.exec(text)?.[0]);
		await client.untilItWaits(execution);
		const approve = async () =>
			await fetch(link, { method: 'POST', body: new URLSearchParams({ answer: 'approve' }) });
		const answers = await Promise.all([approve(), approve(), approve()]);
		const pages = await Promise.all(answers.map(async (each) => await each.text()));
		expect(pages.filter((page) => page.includes('your answer was received'))).toHaveLength(1);
		expect(await after(execution)).toMatchObject([{ data: { approved: true, itemIndex: 0 } }]);

		const line = `Approved by +${BUDI}`;
		for (const phone of [SITI, demo.groupId]) {
			await gateway.onAccepted(
				(message) => message.chatId.startsWith(phone) && message.text === line,
			);
		}
		await approve();
		// The next question comes to the gate behind whatever would still be told.
		await ask({ phone: '6281290643333' });
		expect(gateway.accepted.filter((message) => message.text === line)).toHaveLength(2);
	});
});
