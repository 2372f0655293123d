import fc from 'fast-check';
import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { searchGroups, searchTemplates } from '../../nodes/Omnichat/listSearch';
import { anyFormOfLong, anywhere, markedDeviceKey, markedKey, readInAnyWay } from './keyForms';

/** n8n asks for a list in the editor; the server answers with this. */
const editor = (
	answer: object,
	deviceKey: unknown = 'device',
	statusCode = 200,
	apiKey: unknown = 'key',
) =>
	({
		getCredentials: async () => ({ apiKey, deviceKey, baseUrl: 'https://app.example' }),
		getNode: () => ({ name: 'Omnichat', type: 'omnichat' }),
		helpers: {
			httpRequest: async () => ({ statusCode, headers: {}, body: JSON.stringify(answer) }),
		},
	}) as unknown as ILoadOptionsFunctions;

const noEntries = [null, 7, 'text', [], {}];

test('what is no template in the list of templates is left out', async () => {
	const answer = { status: true, templates: [...noEntries, { id: 'b', name: 'B' }, { id: 'a' }] };
	expect(await searchTemplates.call(editor(answer))).toEqual({
		results: [
			{ name: 'a', value: 'a' },
			{ name: 'B', value: 'b' },
		],
	});
});

test.each<[search: string, found: string[]]>([
	['', ['Order received', 'Payment']],
	['ORDER', ['Order received']],
	[' pay ', ['Payment']],
	['2F9C', ['Payment']],
	['refund', []],
])('of the templates, %p finds those whose name or ID has it', async (search, found) => {
	const templates = [
		{ id: '1a-order', name: 'Order received' },
		{ id: '2f9c', name: 'Payment' },
	];
	const { results } = await searchTemplates.call(editor({ status: true, templates }), search);
	expect(results.map(({ name }) => name)).toEqual(found);
});

test('what is no group in the list of groups is left out', async () => {
	const answer = { status: true, list: [...noEntries, { uid: '1@g.us', name: 'Toko' }] };
	expect(await searchGroups.call(editor(answer))).toEqual({
		results: [{ name: 'Toko', value: '1@g.us' }],
	});
});

test('the groups of several devices cannot be listed, and the error says so', async () => {
	await expect(searchGroups.call(editor({}, 'one, two'))).rejects.toThrow(/holds several keys/);
});

describe('a list that does not come says what to do, in one sentence', () => {
	const searchFor = { templates: searchTemplates, groups: searchGroups };
	const paste = {
		templates: "choose 'By ID' and paste the ID from the Templates page of the Omnichat dashboard",
		groups:
			"choose 'By ID' and paste the ID from the output of the Omnichat Trigger, as chatId, when someone writes in the group",
	};

	test.each<[list: keyof typeof searchFor, status: number, answer: object, message: string]>([
		['templates', 404, {}, `This server does not list its templates: ${paste.templates}`],
		['groups', 404, {}, `This server does not list its groups: ${paste.groups}`],
		[
			'groups',
			401,
			{ status: false, message: 'Api Key tidak di temukan' },
			'Omnichat does not know this API key',
		],
		[
			'groups',
			401,
			{ status: false, message: 'Perangkat Device tidak di temukan' },
			'Omnichat does not know this device',
		],
		[
			'templates',
			500,
			{},
			`Omnichat had an error while it worked on the request: ${paste.templates}`,
		],
	])('%s, status %i, %j', async (list, status, answer, message) => {
		await expect(searchFor[list].call(editor(answer, 'device', status))).rejects.toMatchObject({
			message,
		});
	});

	test('a list that is lost on its way is no message that may have been sent', async () => {
		const context = editor({});
		context.helpers.httpRequest = async () => {
			throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
		};
		await expect(searchGroups.call(context)).rejects.toMatchObject({
			message: `The connection broke before Omnichat answered: ${paste.groups}`,
			failure: { cause: 'temporarily-unavailable' },
		});
	});

	test('n8n is told whose fault it is', async () => {
		const answer = { status: false, message: 'Api Key tidak di temukan' };
		await expect(searchGroups.call(editor(answer, 'device', 401))).rejects.toMatchObject({
			failure: { cause: 'credential-invalid' },
		});
	});

	test('the groups are asked for, not the persons', async () => {
		const asked: string[] = [];
		const context = editor({ status: true, list: [] });
		context.helpers.httpRequest = async ({ url, qs }) => {
			asked.push(`${url} ${JSON.stringify(qs)}`);
			return { statusCode: 200, headers: {}, body: '{"status":true,"list":[]}' };
		};
		await searchGroups.call(context);
		expect(asked).toEqual([expect.stringMatching(/is_group"?[=:]"?true/)]);
	});
});

test('however a server repeats the keys, no list and no error about one shows them', async () => {
	const MARK = 'Zq9Xw7Kp';
	const named = (said: unknown) => [{ id: 'a', name: said, uid: '1@g.us' }];
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(searchTemplates, searchGroups),
			markedKey(MARK),
			markedDeviceKey(MARK),
			anyFormOfLong,
			anywhere,
			fc.constantFrom(200, 401, 404, 422, 500),
			fc.boolean(),
			async (search, apiKey, deviceKey, [, write], put, status, isGood) => {
				// A server can only repeat what it was told.
				const told = search === searchTemplates ? [apiKey] : [apiKey, deviceKey];
				const said = told.map(write).join(' · ');
				const answer = {
					status: isGood,
					message: put(said),
					templates: named(said),
					list: named(put(said)),
				};
				const shown = await search
					.call(editor(answer, deviceKey, status, apiKey))
					.catch((error: Error & { description?: string | null }) => ({
						...error,
						message: error.message,
						description: error.description,
					}));
				expect(readInAnyWay(JSON.stringify(shown))).not.toContain(MARK);
			},
		),
		{ numRuns: 300 },
	);
});
