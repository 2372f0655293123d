import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import {
	callWebhook,
	registerCredentialType,
	type WebhookCall,
	type WebhookOptions,
} from './harness';

beforeAll(() => registerCredentialType(new OmnichatApi()));

let now = Date.UTC(2026, 0, 1);
beforeEach(() => jest.spyOn(Date, 'now').mockImplementation(() => now));
afterEach(() => jest.restoreAllMocks());

const KEY = 'own-device-key';
const FORGED = 'forged-device-key';
const TEXT = 'What does it cost?';

const body = {
	device_key: KEY,
	name: 'Budi',
	from: '6281255557890',
	message: TEXT,
	type: 'single',
};

let workflows = 0;

/** A workflow with the trigger, which n8n calls. */
function aWorkflow(options: IDataObject = {}, triggerOn = 'personal') {
	const workflowId = `dropped ${++workflows}`;
	return async (call: WebhookCall | IDataObject, more: Partial<WebhookOptions> = {}) =>
		await callWebhook(
			new OmnichatTrigger(),
			'body' in call ? call : { body: JSON.stringify(call) },
			{
				credentials: { omnichatApi: { apiKey: 'A', deviceKey: KEY, baseUrl: '' } },
				parameters: { triggerOn, options: options as never },
				workflowId,
				...more,
			},
		);
}

/** What n8n's log shows when nobody has changed its level. */
const shown = ({ logs }: Awaited<ReturnType<ReturnType<typeof aWorkflow>>>) =>
	logs.filter(({ level }) => ['info', 'warn', 'error'].includes(level));

describe('stories and channels', () => {
	const everywhere: Array<[what: string, changes: IDataObject]> = [
		['a story', { from: 'status@broadcast' }],
		['a story, as the platform cuts it', { from: 'status' }],
		['a story that calls itself a group', { from: 'status@broadcast', type: 'group' }],
		['a broadcast list', { from: '1598765432@broadcast' }],
		['a post of a channel', { from: '120363041234567890@newsletter' }],
		['a post of a channel, as the platform cuts it', { from: '120363041234567890' }],
	];

	test.each(everywhere)('%s starts nothing, whatever is set', async (_what, changes) => {
		for (const triggerOn of ['personal', 'group', 'any']) {
			for (const options of [{}, { acceptAnyDevice: true }, { ignoreRepeats: 0 }]) {
				for (const mode of ['trigger', 'manual'] as const) {
					const call = aWorkflow(options, triggerOn);
					const { status, items } = await call({ ...body, ...changes }, { mode });
					expect([status, items]).toEqual([200, undefined]);
				}
			}
		}
	});

	test.each(everywhere)('%s starts the workflow of those who want it', async (_what, changes) => {
		for (const triggerOn of ['personal', 'group', 'any']) {
			const call = aWorkflow({ includeStories: true }, triggerOn);
			const { items } = await call({ ...body, ...changes });
			expect(items).toMatchObject([
				{ json: { chatId: null, phone: null, message: TEXT, payload: changes } },
			]);
		}
	});

	test('they stay out where only some may write, and the groups go on coming in', async () => {
		const options = { includeStories: true, allowedSenders: '120363041234567890@g.us' };
		const call = aWorkflow(options, 'any');
		expect((await call({ ...body, from: '120363041234567890' })).items).toBeUndefined();
		const group = { ...body, from: '120363041234567890', type: 'group' };
		expect((await call(group)).items).toMatchObject([
			{ json: { chatId: '120363041234567890@g.us', isGroup: true } },
		]);
	});
});

describe('a call that starts nothing leaves one line in the log of n8n', () => {
	const sender = { allowedSenders: '6281298765432' };

	test.each<
		[
			what: string,
			call: WebhookCall | IDataObject,
			setup: [options?: IDataObject, triggerOn?: string],
			status: number,
			level: string,
			says: string[],
		]
	>([
		[
			'a wrong key',
			{ ...body, device_key: FORGED },
			[],
			403,
			'warn',
			['Device Keys', 'credential'],
		],
		['no key', { message: TEXT }, [], 403, 'warn', ['no device key of this trigger']],
		[
			'an unreadable body',
			{ body: `no JSON ${TEXT}`, contentType: null },
			[],
			400,
			'warn',
			['JSON'],
		],
		[
			'a list of two',
			{ body: JSON.stringify([body, body]) },
			[],
			400,
			'warn',
			['not one JSON object'],
		],
		[
			'a body that is too large',
			{ body: JSON.stringify({ ...body, more: 'x'.repeat(1e6) }) },
			[],
			413,
			'warn',
			['a million bytes'],
		],
		[
			'a body that is nested too deep',
			{ body: `{"device_key":"${KEY}","a":${'['.repeat(99)}${']'.repeat(99)}}` },
			[],
			400,
			'warn',
			['32 levels'],
		],
		['a story', { ...body, from: 'status' }, [], 200, 'info', ['Include Stories and Channels']],
		[
			'a group message',
			{ ...body, from: '120363041234567890', type: 'group' },
			[],
			200,
			'info',
			['in a group (…7890@g.us)', "'Trigger On' is 'Messages From Persons'", "'All Messages'"],
		],
		[
			'a personal message',
			body,
			[{}, 'group'],
			200,
			'info',
			[
				'by a person (…7890@s.whatsapp.net)',
				"'Trigger On' is 'Messages in Groups'",
				"'All Messages'",
			],
		],
		[
			'another sender',
			body,
			[sender],
			200,
			'info',
			['(…7890@s.whatsapp.net)', 'Allowed Senders', 'Add the phone number'],
		],
		[
			'another group',
			{ ...body, from: '120363041234567890', type: 'group' },
			[sender, 'any'],
			200,
			'info',
			['Allowed Senders', 'Add the group ID'],
		],
		[
			'a sender who hides the number',
			{ ...body, from: '276712445202476' },
			[sender],
			200,
			'info',
			['(…2476@lid)', 'hides the number', 'ends in @lid'],
		],
		[
			'a message without a sender',
			{ ...body, from: undefined },
			[sender],
			200,
			'info',
			['no sender named', 'Only an empty field'],
		],
		[
			'Allowed Senders that name nobody',
			body,
			[{ allowedSenders: '={{ $json.nobody }}' }],
			200,
			'warn',
			["'Allowed Senders'", 'names nobody'],
		],
		[
			'a sender who is ignored',
			body,
			[{ ignoredSenders: '081255557890' }],
			200,
			'info',
			['(…7890@s.whatsapp.net)', 'Ignored Senders', 'Take the sender out'],
		],
		[
			'a group that is ignored',
			{ ...body, from: '120363041234567890', type: 'group' },
			[{ ignoredSenders: '120363041234567890@g.us' }, 'any'],
			200,
			'info',
			['(…7890@g.us)', 'Ignored Senders', 'Take the group out'],
		],
		[
			'a message without a keyword',
			body,
			[{ keywords: 'price, /^order \\d+$/' }],
			200,
			'info',
			["none of the 'Keywords' (…7890@s.whatsapp.net)", 'Add a word', 'an empty field'],
		],
		[
			'a picture without a text, where keywords are looked for',
			{ ...body, message: { imageMessage: { url: 'x' } } },
			[{ keywords: '/.*/' }],
			200,
			'info',
			["none of the 'Keywords'"],
		],
		[
			'Keywords that hold no word',
			body,
			[{ keywords: '={{ $json.nothing }}' }],
			200,
			'warn',
			['Keywords', 'holds no word', 'check its expression'],
		],
		[
			'a pattern that cannot be used',
			body,
			[{ keywords: 'price, /(a)\\1/' }],
			500,
			'error',
			['"/(a)\\1/" in \'Keywords\'', 'It looks back', 'use words in place of it'],
		],
		[
			'a trigger that is not set up',
			body,
			[{ allowedSenders: 'Budi' }],
			500,
			'error',
			['The phone number "Budi" has', 'Use a number such as'],
		],
	])('%s', async (_what, request, [options, triggerOn], status, level, says) => {
		const result = await aWorkflow(options, triggerOn)(request);
		expect([result.status, result.items]).toEqual([status, undefined]);
		expect(shown(result)).toEqual([{ level, message: expect.any(String) as string }]);
		const [{ message = '' } = {}] = shown(result);
		expect(message).toMatch(
			/^Omnichat Trigger: a call started nothing in the workflow "[^"]+"\. \S.*[^.]$/,
		);
		for (const part of says) expect(message).toContain(part);
		for (const secret of [KEY, FORGED, TEXT, '6281255557890', '12036304123456', '27671244520']) {
			expect(JSON.stringify(result.logs)).not.toContain(secret);
		}
	});

	test('a credential without a device key', async () => {
		const credentials = { omnichatApi: { apiKey: 'A', deviceKey: '', baseUrl: '' } };
		const result = await aWorkflow()(body, { credentials });
		expect(shown(result)).toEqual([
			{
				level: 'error',
				message: expect.stringMatching(
					/The credential has no device key, .*\. Paste the device key from the Devices page/,
				) as string,
			},
		]);
	});

	test('a repeat', async () => {
		const call = aWorkflow();
		const first = await call({ ...body, message_id: 'X' });
		expect([first.items?.length, shown(first)]).toEqual([1, []]);
		expect(shown(await call({ ...body, message_id: 'X' }))).toEqual([
			{ level: 'info', message: expect.stringContaining('Ignore Repeats (Seconds)') as string },
		]);
	});

	test('none when the workflow starts', async () => {
		const result = await aWorkflow()(body);
		expect([result.items?.length, shown(result)]).toEqual([1, []]);
	});

	test('the same line is shown once a minute, and tells how often it was not', async () => {
		const call = aWorkflow();
		const forged = { ...body, device_key: FORGED };
		const first = shown(await call(forged))[0]?.message ?? '';
		for (let again = 0; again < 3; again++) {
			const result = await call(forged);
			expect(shown(result)).toEqual([]);
			expect(result.logs).toContainEqual({ level: 'debug', message: first });
		}
		// Another reason, and another workflow, are told at once.
		expect(shown(await call({ ...body, from: 'status' }))).toHaveLength(1);
		expect(shown(await aWorkflow()(forged))).toHaveLength(1);
		now += 60_000;
		expect(shown(await call(forged))).toEqual([
			{ level: 'warn', message: `${first} (3 more since the last such line)` },
		]);
		now += 60_000;
		expect(shown(await call(forged))).toEqual([{ level: 'warn', message: first }]);
	});
});

test('whatever comes, it starts the workflow or leaves one line', async () => {
	const anyOf = <T>(...values: T[]) => fc.constantFrom(...values);
	const bodies = fc.record(
		{
			device_key: anyOf<unknown>(KEY, FORGED, '', null, [KEY], { text: KEY }),
			from: anyOf<unknown>('6281255557890', 'status', '120363041234567890', '1@g.us', '', 5, {}),
			type: anyOf<unknown>('single', 'group', null),
			message: anyOf<unknown>(TEXT, '', null, { caption: TEXT }, [TEXT]),
			message_id: anyOf<unknown>('X', 'Y', ''),
			name: anyOf<unknown>('Budi', null),
		},
		{ requiredKeys: [] },
	);
	const settings = fc.record(
		{
			allowedSenders: anyOf('6281255557890', '={{ null }}', 'Budi'),
			acceptAnyDevice: fc.boolean(),
			includeStories: fc.boolean(),
			ignoredSenders: anyOf('6281255557890, 1@g.us', '={{ null }}', 'Budi'),
			ignoreRepeats: anyOf(0, 60),
			keywords: anyOf('cost', '/^what/', '={{ null }}', '/(/'),
			stopLoopsAfter: anyOf<unknown>(0, 0.5, 'soon'),
		},
		{ requiredKeys: [] },
	);
	const asForm = (payload: string) => new URLSearchParams({ payload }).toString();
	const written = anyOf<(json: string) => WebhookCall>(
		(json) => ({ body: json }),
		(json) => ({ body: `[${json}]` }),
		(json) => ({ body: `[${json},${json}]` }),
		(json) => ({ body: json.slice(1), contentType: 'text/plain' }),
		(json) => ({ body: asForm(json), contentType: 'application/x-www-form-urlencoded' }),
	);
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(bodies, written), { minLength: 1, maxLength: 4 }),
			settings,
			anyOf('personal', 'group', 'any'),
			async (calls, options, triggerOn) => {
				const call = aWorkflow(options as IDataObject, triggerOn);
				for (const [json, write] of calls) {
					const { items, error, logs } = await call(write(JSON.stringify(json)));
					const lines = logs.filter(({ message }) =>
						message.startsWith('Omnichat Trigger: a call started nothing'),
					);
					expect([lines.length, error]).toEqual([items === undefined ? 1 : 0, undefined]);
					expect(JSON.stringify(logs)).not.toMatch(new RegExp(`${KEY}|${FORGED}|cost`));
				}
			},
		),
		{ numRuns: 60, seed: 15 },
	);
}, 60_000);
