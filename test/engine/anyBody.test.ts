import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';

import { demo } from '../gateway';
import {
	anyJsonForm,
	anyOtherForm,
	anyPacking,
	anySpoiling,
	anyTextForm,
	textsIn,
} from './anyCall';
import { demoCredential, useGateway } from './demoGateway';
import { callWebhook, runNode, type WebhookCall } from './harness';
import { newProcess } from './newProcess';
import type { WaitingWebhooks } from './webhook';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<typeof n8nWorkflow>('n8n-workflow'),
	sleep: jest.fn(),
}));

jest.setTimeout(60_000);

useGateway();

// A chat that writes faster than people do, as one in a loop, however slow the machine is.
jest.spyOn(Date, 'now').mockReturnValue(Date.now());

const QUIET_SECONDS = 1;

/** What happens while a chat must be quiet. */
const whileQuiet = jest.fn<Promise<unknown>, []>();

// So long or less passes at once, as what lies between two looks for a key; deadlines do not.
const LONGEST_MOMENT_MS = QUIET_SECONDS * 1_000;
let passed = 0;
const now = performance.now.bind(performance);
jest.spyOn(performance, 'now').mockImplementation(() => now() + passed);

const { sleep } = jest.requireActual<typeof n8nWorkflow>('n8n-workflow');
jest.mocked(n8nWorkflow.sleep).mockImplementation(async (ms, signal) => {
	if (ms > LONGEST_MOMENT_MS) return await sleep(ms, signal);
	if (ms === LONGEST_MOMENT_MS) await whileQuiet();
	passed += ms;
});

const KEY = demo.deviceKey;
const OTHER_KEY = '9c1f0b7e-2d3a-4b5c-8d6e-7f8a9b0c1d2f';

const { node, trigger } = newProcess();

/** What the node's own `webhook()` has made of the calls; nothing where n8n itself has answered. */
const webhook = jest.spyOn(trigger, 'webhook');

/** What was offered to the execution that waits for any text of Budi. It takes none, and waits on. */
const offered: string[] = [];
const waitingWebhooks: WaitingWebhooks = async ({ body }) => {
	offered.push(body);
	return { status: 200, body: '{"omnichatQuestion":"noAnswer"}' };
};

beforeAll(async () => {
	const { run } = await runNode(node, {
		credentials: demoCredential(),
		items: [{}],
		parameters: {
			resource: 'message',
			operation: 'sendAndWait',
			phone: message.from,
			message: 'Which one?',
			responseType: 'freeText',
			answerBy: 'chat',
		},
		executionId: 'asks Budi',
	});
	if (!run.waitTill) throw new Error('Budi was not asked');
});

const anySetting = fc.record({
	// For version 1, n8n evaluates an expression at every call, which takes longer than all the rest.
	typeVersion: fc.oneof({ weight: 11, arbitrary: fc.constant(1.1) }, fc.constant(1)),
	options: fc.constantFrom<Record<string, number>>(
		{},
		{ stopLoopsAfter: 0.5 },
		{ combineMessages: QUIET_SECONDS },
		{ ignoreRepeats: 60 },
	),
});

type Setting = typeof anySetting extends fc.Arbitrary<infer Value> ? Value : never;

let workflows = 0;

/** A workflow with the trigger, which n8n calls. */
function aWorkflow({ typeVersion, options }: Setting) {
	const workflowId = `any body ${++workflows}`;
	return async (call: WebhookCall) =>
		await callWebhook(trigger, call, {
			credentials: demoCredential(),
			parameters: { options },
			node: { typeVersion },
			workflowId,
			waitingWebhooks,
		});
}

/** Text as people write it, with signs that mean something to one form or another. */
const anyText = fc
	.array(
		fc.oneof(
			fc.constantFrom(...'{}[]"\'\\&=+%;,:<>/?#\n\t ', '%7B', '%zz', '\\u0041', '&amp;', '\u2028'),
			fc.string({ unit: 'grapheme', maxLength: 3 }),
		),
		{ minLength: 1, maxLength: 12 },
	)
	.map((parts) => `Harga ${parts.join('')}?`);

const anyName = fc
	.oneof(
		fc.constantFrom(
			'__proto__',
			'constructor',
			'data',
			'files',
			'payload',
			'x&y',
			'a=b',
			'',
			'[0]',
		),
		fc.string({ unit: 'grapheme', maxLength: 6 }),
	)
	.map((name) => `x${name}`);

/** A message of Budi, with an ID: delivered again, it is a repeat. */
const message = { name: 'Budi', from: '6281290641111', type: 'single', message_id: 'M-1' };
const ANI = '6281290642222';
const anyTexts = fc.record({
	message: anyText,
	more: fc.dictionary(anyName, fc.string({ unit: 'grapheme', maxLength: 6 }), { maxKeys: 3 }),
});
const anyJson = fc.record({
	message: anyText,
	more: fc.dictionary(anyName, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 }),
});

const aCall = fc.oneof(
	fc.tuple(anyTexts, anyTextForm, anyPacking),
	fc.tuple(anyJson, anyJsonForm, anyPacking),
);

test('a message with the key starts the workflow, with the same text whatever carries it', async () => {
	await fc.assert(
		fc.asyncProperty(
			aCall,
			anySetting,
			async ([{ message: text, more }, [, write], pack], setting) => {
				const fields = { ...more, ...message, from: ANI, device_key: KEY, message: text };
				const { status, items, error } = await aWorkflow(setting)(
					pack(write(fields as IDataObject)),
				);
				expect([status, error]).toEqual([200, undefined]);
				expect(items).toMatchObject([{ json: { message: text, phone: `+${ANI}` } }]);
				expect(JSON.stringify(items)).not.toContain(KEY);
			},
		),
		{ numRuns: 150 },
	);
});

/** Where a key is none: somewhere else, another one, or more than one. */
const anyFieldsWithoutKey = fc.constantFrom<IDataObject>(
	{},
	{ device_key: '' },
	{ device_key: OTHER_KEY },
	{ device_key: KEY.slice(1) },
	{ device_key: `${KEY}0` },
	{ device_key: KEY.toUpperCase() },
	{ device_key: `${KEY} ${OTHER_KEY}` },
	{ device_key: `${KEY},${KEY}` },
	{ device_key: 'undefined' },
	{ deviceKey: KEY, 'device_key ': KEY, DEVICE_KEY: KEY, 'device_key[]': KEY },
	{ api_key: KEY, key: KEY, authorization: KEY, [KEY]: KEY },
);
const anyJsonWithoutKey = fc.constantFrom<IDataObject>(
	{ device_key: [KEY] },
	{ device_key: { device_key: KEY } },
	{ device_key: [[KEY]] },
	{ device_key: null },
	{ device_key: true },
	{ data: { device_key: KEY }, body: { device_key: KEY }, payload: { device_key: KEY } },
	{ toString: KEY, constructor: { device_key: KEY } },
	JSON.parse(`{"__proto__":{"device_key":"${KEY}"}}`) as IDataObject,
);
const aCallWithoutKey = fc
	.oneof(
		fc.tuple(anyTexts, anyFieldsWithoutKey, fc.oneof(anyTextForm, anyOtherForm), anyPacking),
		fc.tuple(anyJson, fc.oneof(anyFieldsWithoutKey, anyJsonWithoutKey), anyJsonForm, anyPacking),
	)
	.map(([{ message: text, more }, key, [, write], pack]) => ({
		...pack(write(Object.assign({ ...more, ...message, message: text }, key) as IDataObject)),
		query: `?device_key=${KEY}`,
	}));

const aSpoiledCall = fc
	.tuple(aCall, anySpoiling)
	.map(([[{ message: text, more }, [, write], pack], spoil]) =>
		spoil(pack(write({ ...more, ...message, device_key: KEY, message: text } as IDataObject))),
	);

/** What is no message of the gateway, with the key or with another one. */
const anOtherCall = fc
	.tuple(
		anyTexts,
		fc.constantFrom(KEY, OTHER_KEY),
		anyOtherForm,
		anyPacking,
		fc.option(anySpoiling, { freq: 2 }),
	)
	.map(([{ message: text, more }, device_key, [, write], pack, spoil]) => {
		const call = pack(write({ ...more, ...message, device_key, message: text } as IDataObject));
		return spoil === null ? call : spoil(call);
	});

/** So many texts at once, and one more, are a loop. */
const NEARLY_A_LOOP = 5;

/**
 * Makes a call, and looks that it starts nothing and leaves nothing behind unless it is taken: then
 * the message itself starts the workflow, which it would not if it counted as one that came, and
 * starts it alone, though the call comes again while more of the chat is waited for.
 *
 * @returns whether it was taken
 */
async function isTaken(call: WebhookCall, setting: Setting): Promise<boolean> {
	const deliver = aWorkflow(setting);
	const { stopLoopsAfter, combineMessages } = setting.options;
	webhook.mockClear();
	offered.length = 0;
	for (let left = stopLoopsAfter === undefined ? 1 : NEARLY_A_LOOP; left > 0; left -= 1) {
		const result = await deliver(call);
		if (result.items !== undefined) {
			// n8n starts the workflow with an empty item when the node throws.
			expect(result.error).toBeUndefined();
			expect(result.items).toMatchObject([{ json: { device: 1, payload: { device_key: '***' } } }]);
			return true;
		}
		// What n8n reads by itself it also refuses by itself, with 500 where it is not packed as it says.
		const isOurs = webhook.mock.calls.length > 0;
		expect(isOurs ? result.error : undefined).toBeUndefined();
		expect(result.status >= 400 && result.status < (isOurs ? 500 : 501)).toBe(true);
		expect(offered).toEqual([]);
	}

	const isCombined = combineMessages !== undefined;
	if (isCombined) whileQuiet.mockImplementationOnce(async () => await deliver(call));
	const text = 'The big one';
	const genuine = { ...message, device_key: KEY, message: text };
	const { items } = await deliver({ body: JSON.stringify(genuine) });
	const messages = isCombined ? { messages: [{ text }] } : {};
	expect(items).toMatchObject([{ json: { message: text, ...messages } }]);
	expect(offered).toHaveLength(1);
	return false;
}

test('without the key nothing starts, nothing is answered, and nothing is remembered', async () => {
	await fc.assert(
		fc.asyncProperty(aCallWithoutKey, anySetting, async (call, setting) => {
			expect(await isTaken(call, setting)).toBe(false);
		}),
		{ numRuns: 100 },
	);
});

test.each([
	['a body that is spoiled', aSpoiledCall],
	['what is no message of the gateway, such as XML or parts that are no fields,', anOtherCall],
])('%s is taken only with the key in it, and else changes nothing', async (_what, anyCall) => {
	await fc.assert(
		fc.asyncProperty(anyCall, anySetting, async (call, setting) => {
			const hasKey = textsIn(call).includes(KEY);
			expect([hasKey, await isTaken(call, setting)]).not.toEqual([false, true]);
		}),
		{ numRuns: 150 },
	);
});
