import fc from 'fast-check';
import { sleep, type IDataObject } from 'n8n-workflow';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import {
	callWebhook,
	registerCredentialType,
	type WebhookCall,
	type WebhookOptions,
} from './harness';

jest.mock('n8n-workflow', () => {
	const actual = jest.requireActual<{ sleep: typeof sleep }>('n8n-workflow');
	return { ...actual, sleep: jest.fn(actual.sleep) };
});

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
	const group = { ...body, from: '120363041234567890', type: 'group' };
	const LOOK_WHO_CALLS =
		'Omnichat sends one JSON object for each message: look what else calls the URL of this trigger';
	const NO_JSON = {
		status: 400,
		told: 'The body must be one JSON object',
		level: 'warn',
		why: `Its body is not one JSON object. ${LOOK_WHO_CALLS}`,
	};
	const UNKNOWN_KEY = {
		status: 403,
		told: 'The device key is not known here',
		level: 'warn',
		why: "It carries no device key of this trigger. If it comes from a device of yours, add the key of that device under 'Device Keys' in the options, or choose the credential that holds it",
	};
	const keptOut = (why: string, level = 'info') => ({
		status: 200,
		told: 'Ignored by the filter',
		level,
		why,
	});
	const notSetUp = (why: string) => ({
		status: 500,
		told: 'The Omnichat Trigger is not set up completely: open it in n8n',
		level: 'error',
		why: `It could not be taken: ${why}`,
	});

	test.each<
		[
			what: string,
			call: WebhookCall | IDataObject,
			setup: [options?: IDataObject, triggerOn?: string],
			dropped: { status: number; told: string; level: string; why: string },
		]
	>([
		['a wrong key', { ...body, device_key: FORGED }, [], UNKNOWN_KEY],
		['no key', { message: TEXT }, [], UNKNOWN_KEY],
		['an unreadable body', { body: `no JSON ${TEXT}`, contentType: null }, [], NO_JSON],
		['a list of two', { body: JSON.stringify([body, body]) }, [], NO_JSON],
		[
			'a body that is too large',
			{ body: JSON.stringify({ ...body, more: 'x'.repeat(1e6) }) },
			[],
			{
				status: 413,
				told: 'The body is too large',
				level: 'warn',
				why: `Its body has more than a million bytes. ${LOOK_WHO_CALLS}`,
			},
		],
		[
			'a body that is nested too deep',
			{ body: `{"device_key":"${KEY}","a":${'['.repeat(99)}${']'.repeat(99)}}` },
			[],
			{
				status: 400,
				told: 'The body is nested too deep or holds too many values',
				level: 'warn',
				why: `Its body is nested more than 32 levels deep or holds more than 10,000 values. ${LOOK_WHO_CALLS}`,
			},
		],
		[
			'a story',
			{ ...body, from: 'status' },
			[],
			{
				status: 200,
				told: 'Ignored: a story or a channel is no chat',
				level: 'info',
				why: "It brings a story or a post of a channel, where nobody can be answered. 'Include Stories and Channels' in the options lets them in",
			},
		],
		[
			'a group message',
			group,
			[],
			keptOut(
				"It was written in a group (…7890@g.us), and 'Trigger On' is 'Messages From Persons'. 'All Messages' lets it in",
			),
		],
		[
			'a personal message',
			body,
			[{}, 'group'],
			keptOut(
				"It was written by a person (…7890@s.whatsapp.net), and 'Trigger On' is 'Messages in Groups'. 'All Messages' lets it in",
			),
		],
		[
			'another sender',
			body,
			[sender],
			keptOut(
				"It was written by somebody (…7890@s.whatsapp.net) who is not among the 'Allowed Senders'. Add the phone number to let it in",
			),
		],
		[
			'another group',
			group,
			[sender, 'any'],
			keptOut(
				"It was written by somebody (…7890@g.us) who is not among the 'Allowed Senders'. Add the group ID to let it in",
			),
		],
		[
			'a sender who hides the number',
			{ ...body, from: '276712445202476' },
			[sender],
			keptOut(
				"It was written by somebody (…2476@lid) who is not among the 'Allowed Senders'. WhatsApp hides the number of this sender: add the chat ID that ends in @lid, which the output shows as chatId while the field is empty",
			),
		],
		[
			'a message without a sender',
			{ ...body, from: undefined },
			[sender],
			keptOut(
				"It was written by somebody (no sender named) who is not among the 'Allowed Senders'. Only an empty field lets it in",
			),
		],
		[
			'Allowed Senders that name nobody',
			body,
			[{ allowedSenders: '={{ $json.nobody }}' }],
			keptOut(
				"'Allowed Senders' in the options names nobody, so no message starts the workflow: check its expression",
				'warn',
			),
		],
		[
			'a sender who is ignored',
			body,
			[{ ignoredSenders: '081255557890' }],
			keptOut(
				"It was written by somebody (…7890@s.whatsapp.net) who is among the 'Ignored Senders'. Take the sender out of them to let it in",
			),
		],
		[
			'a group that is ignored',
			group,
			[{ ignoredSenders: '120363041234567890@g.us' }, 'any'],
			keptOut(
				"It was written by somebody (…7890@g.us) who is among the 'Ignored Senders'. Take the group out of them to let it in",
			),
		],
		[
			'a message without a keyword',
			body,
			[{ keywords: 'price, /^order \\d+$/' }],
			keptOut(
				"It holds none of the 'Keywords' (…7890@s.whatsapp.net). Add a word or a phrase of it to let it in; an empty field lets all in",
			),
		],
		[
			'a picture without a text, where keywords are looked for',
			{ ...body, message: { imageMessage: { url: 'x' } } },
			[{ keywords: '/.*/' }],
			keptOut(
				"It holds none of the 'Keywords' (…7890@s.whatsapp.net). Add a word or a phrase of it to let it in; an empty field lets all in",
			),
		],
		[
			'Keywords that hold no word',
			body,
			[{ keywords: '={{ $json.nothing }}' }],
			keptOut(
				"'Keywords' in the options holds no word, so no message starts the workflow: check its expression",
				'warn',
			),
		],
		[
			'a pattern that cannot be used',
			body,
			[{ keywords: 'price, /(a)\\1/' }],
			notSetUp(
				'The pattern "/(a)\\1/" in \'Keywords\' cannot be used. It looks back or ahead, or changes its flags, at \\1. Write it in another way, or use words in place of it',
			),
		],
		[
			'a trigger that is not set up',
			body,
			[{ allowedSenders: 'Budi' }],
			notSetUp(
				'The phone number "Budi" has no digits. The cell or the expression finds no number for this item. Use a number such as 081234567890 or +6281234567890, one number per item',
			),
		],
		[
			'seconds that are none, for repeats',
			body,
			[{ ignoreRepeats: 'soon' }],
			notSetUp(
				'\'Ignore Repeats\' "soon" is not a number of seconds. Use 0 or more. 0 lets every delivery start the workflow',
			),
		],
		[
			'minutes that are too few, for loops',
			body,
			[{ stopLoopsAfter: 0.1 }],
			notSetUp(
				'\'Stop Loops After\' "0.1" is not a number of minutes. Use 0.5 or more. 0 turns it off',
			),
		],
		[
			'seconds that are too many, for messages in a row',
			body,
			[{ combineMessages: 61 }],
			notSetUp('\'Combine Messages\' "61" is not a number of seconds. Use 1 to 60. 0 turns it off'),
		],
	])('%s', async (_what, request, [options, triggerOn], { status, told, level, why }) => {
		const result = await aWorkflow(options, triggerOn)(request);
		expect([result.status, result.items]).toEqual([status, undefined]);
		expect(result.responseBody).toEqual({ message: told });
		expect(result.headers).not.toHaveProperty('retry-after');
		expect(shown(result)).toEqual([{ level, message: expect.stringContaining(why) as string }]);
		const [{ message = '' } = {}] = shown(result);
		expect(message.replace(why, '')).toMatch(
			/^Omnichat Trigger: a call started nothing in the workflow "[^"]+"\. $/,
		);
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
					/It could not be taken: The credential has no device key, so no message could be recognised as yours\. Paste the device key from the Devices page of the Omnichat dashboard into the credential$/,
				) as string,
			},
		]);
	});

	test('a trigger without a credential', async () => {
		const result = await aWorkflow()(body, { credentials: {} });
		expect(shown(result)).toEqual([
			{
				level: 'error',
				message: expect.stringMatching(
					/It could not be taken: Node does not have any credentials set for "omnichatApi"$/,
				) as string,
			},
		]);
	});

	test('a repeat', async () => {
		const call = aWorkflow();
		const first = await call({ ...body, message_id: 'X' });
		expect([first.items?.length, shown(first)]).toEqual([1, []]);
		expect(shown(await call({ ...body, message_id: 'X' }))).toEqual([
			{
				level: 'info',
				message: expect.stringMatching(
					/\. It brings a message \(…7890@s\.whatsapp\.net\) that came before\. 'Ignore Repeats \(Seconds\)' in the options says for how long a message is a repeat; 0 lets all in$/,
				) as string,
			},
		]);
	});

	test('a message that n8n is still taking after 15 seconds, which is to be delivered again', async () => {
		const call = aWorkflow();
		const again = async () => await call({ ...body, message_id: 'X' });
		let second: Awaited<ReturnType<typeof again>> | undefined;
		jest.mocked(sleep).mockResolvedValueOnce();
		const first = await call(
			{ ...body, message_id: 'X' },
			{ onRunning: async () => (second = await again()) },
		);
		expect(jest.mocked(sleep).mock.lastCall?.[0]).toBe(15_000);
		expect(first.items).toHaveLength(1);
		expect([second?.status, second?.headers['retry-after'], second?.responseBody]).toEqual([
			503,
			'10',
			{ message: 'The same message came before and is still being taken' },
		]);
		expect(second && shown(second)).toEqual([
			{
				level: 'warn',
				message: expect.stringMatching(
					/\. It brings a message \(…7890@s\.whatsapp\.net\) that came before and that n8n has not taken yet\. Omnichat was asked to deliver it again$/,
				) as string,
			},
		]);
	});

	test('more forged calls at once than can be looked up, whose callers are told to come again', async () => {
		const call = aWorkflow();
		await call(body);
		const forged = Array.from({ length: 110 }, async () => call({ ...body, device_key: FORGED }));
		const refused = (await Promise.all(forged)).filter(({ status }) => status !== 403);
		expect(refused).toHaveLength(10);
		for (const { status, headers, responseBody } of refused) {
			expect([status, headers['retry-after'], responseBody]).toEqual([
				503,
				'10',
				{ message: 'Too many calls without a known device key' },
			]);
		}
		expect(refused.flatMap(shown)).toEqual([
			{
				level: 'warn',
				message: expect.stringMatching(
					/\. A hundred other calls without a known device key were being looked up\. Keep the URL of this trigger to yourself: change it if they go on$/,
				) as string,
			},
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
		{ numRuns: 60 },
	);
}, 60_000);
