import fc from 'fast-check';
import type { IDataObject, INode } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import { problemsWith } from '../outputs/check';
import { readInAnyWay } from '../unit/keyForms';
import { anyJsonForm, anyPacking } from './anyCall';
import { ANY_MARK, anyKeys, anyMessage, type Expected } from './anyMessage';
import { callWebhook, registerCredentialType } from './harness';
import { PACKAGE_NAME } from './runtime';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<typeof n8nWorkflow>('n8n-workflow'),
	sleep: jest.fn(),
}));

jest.setTimeout(60_000);

beforeAll(() => registerCredentialType(new OmnichatApi()));

/** Whoever sleeps, wakes at once, and the clock says that it was as long as it should be. */
beforeEach(() => {
	let now = 0;
	jest.spyOn(performance, 'now').mockImplementation(() => now);
	jest.mocked(n8nWorkflow.sleep).mockImplementation(async (ms) => {
		now += ms;
	});
});
afterEach(() => jest.restoreAllMocks());

const API_KEY = 'Pk5Zr9Dv-api';

/** Options that may keep a message out. */
const anyFilter = fc.constantFrom<IDataObject>(
	{ keywords: 'harga, /\\d+/' },
	{ keywords: '={{ $json.nobody }}' },
	{ allowedSenders: '+6281234567890, 120363041234567890@g.us' },
	{ allowedSenders: '123456789012345@lid', includeStories: true },
	{ ignoredSenders: '+6281234567890' },
);

/** Options that keep nothing out, once it comes from a device that counts. */
const anyOptions = fc.record(
	{
		acceptAnyDevice: fc.boolean(),
		includeDeviceKey: fc.boolean(),
		combineMessages: fc.constantFrom(0, 1, 60),
		ignoreRepeats: fc.constantFrom(0, 600),
		stopLoopsAfter: fc.constantFrom(0, 3),
		countryCode: fc.constantFrom('62', '65'),
	},
	{ requiredKeys: [] },
);

const aSetting = fc.oneof(
	{
		weight: 3,
		arbitrary: anyOptions.map((options) => ({
			triggerOn: 'any',
			options: { ...options, includeStories: true } as IDataObject,
			letsAllIn: true,
		})),
	},
	fc
		.tuple(fc.constantFrom('personal', 'group', 'any'), anyOptions, fc.option(anyFilter))
		.map(([triggerOn, options, filter]) => ({
			triggerOn,
			options: { ...options, ...filter } as IDataObject,
			letsAllIn: false,
		})),
);

const aCall = anyKeys.chain((keys) =>
	fc.record({
		keys: fc.constant(keys),
		setting: aSetting,
		sent: anyMessage(keys),
		form: anyJsonForm,
		pack: anyPacking,
	}),
);

/** What n8n takes out of any object: such a name could reach what all objects share. */
const withoutProto = (value: unknown) =>
	JSON.parse(JSON.stringify(value), (name, inner: unknown) =>
		name === '__proto__' ? undefined : inner,
	) as IDataObject;

type AnyCall = typeof aCall extends fc.Arbitrary<infer Call> ? Call : never;

let workflows = 0;

/**
 * Makes a call, and looks that nothing is wrong with what comes of it.
 *
 * @returns what that is
 */
async function outcomeOf({
	keys,
	setting,
	sent,
	form: [, write],
	pack,
}: AnyCall): Promise<'starts' | 'starts nothing' | 'is refused'> {
	const [own, second, further = ''] = keys;
	const parameters = {
		triggerOn: setting.triggerOn,
		options: { ...setting.options, deviceKeys: [further] },
	} as INode['parameters'];
	const { status, items, error, responseBody, logs } = await callWebhook(
		new OmnichatTrigger(),
		pack(write(sent.fields)),
		{
			credentials: {
				omnichatApi: { apiKey: API_KEY, deviceKey: `${own}, ${second}`, baseUrl: '' },
			},
			parameters,
			workflowId: `any message ${++workflows}`,
		},
	);
	expect(error).toBeUndefined();
	const told = readInAnyWay(JSON.stringify([responseBody, logs]));
	expect(told).not.toMatch(ANY_MARK);
	expect(told).not.toContain(API_KEY);
	if (items === undefined) {
		expect([200, 403]).toContain(status);
		return status === 200 ? 'starts nothing' : 'is refused';
	}
	expect([status, items.length]).toEqual([200, 1]);
	const [{ json, ...beside } = { json: {} as IDataObject }] = items;
	expect(beside).toEqual({});
	const node: INode = {
		id: '1',
		name: 'Omnichat Trigger',
		type: `${PACKAGE_NAME}.omnichatTrigger`,
		typeVersion: 1.1,
		position: [0, 0],
		parameters,
	};
	expect(problemsWith(node, json)).toEqual([]);
	checkValues(json, sent, setting.options.includeDeviceKey === true ? keys : undefined);
	checkChat(json, sent);
	return 'starts';
}

/**
 * Checks that an item says what was sent, and tells no key.
 *
 * @param shown the keys, where they may be told
 */
function checkValues(
	json: IDataObject,
	sent: Expected,
	shown: readonly string[] | undefined,
): void {
	const { name, message, caller } = sent;
	const as = shown === undefined ? 'out' : 'sent';
	const device = deviceOf(sent);
	const chatInput = message ?? '';
	expect(json).toMatchObject({ name, message, chatInput, type: sent.type[as], device });
	expect(json.messageId).toBe(sent.messageId[as]);
	expect(json.payload).toEqual(withoutProto(shown === undefined ? sent.masked : sent.fields));
	expect(json.deviceKey).toBe(shown && (caller === undefined ? '' : shown[caller]));
	const told = readInAnyWay(JSON.stringify(json));
	if (shown === undefined) expect(told).not.toMatch(ANY_MARK);
	expect(told).not.toContain(API_KEY);
}

/** Checks that what is said of a chat fits together, and that it is the chat which was named. */
function checkChat(
	{ chatId, phone, isGroup, isLid, sessionId }: IDataObject,
	sent: Expected,
): void {
	const [, server] = typeof chatId === 'string' ? chatId.split('@') : [];
	if (sent.chatId !== undefined) expect(chatId).toBe(sent.chatId);
	if (server !== undefined) expect(isGroup).toBe(server === 'g.us');
	expect(isLid).toBe(server === 'lid');
	if (phone !== null) expect(server).toBe('s.whatsapp.net');
	expect(sessionId === null).toBe(chatId === null);
}

/** The number of the device that a call comes from. */
const deviceOf = ({ caller }: Expected) => [1, 1, 2, null][caller ?? 3] ?? null;

test('whatever is sent: one item comes out that keeps all promises, tells no key, and says what was sent', async () => {
	await fc.assert(
		fc.asyncProperty(aCall, async (call) => {
			const { letsAllIn, options } = call.setting;
			const isTaken = deviceOf(call.sent) !== null || options.acceptAnyDevice === true;
			const may = letsAllIn ? ['starts'] : ['starts', 'starts nothing'];
			expect(isTaken ? may : ['is refused']).toContain(await outcomeOf(call));
		}),
		{ numRuns: 100 },
	);
});
