import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { searchGroups, searchTemplates } from '../../nodes/Omnichat/listSearch';

/** n8n asks for a list in the editor; the server answers with this. */
const editor = (answer: object, deviceKey: unknown = 'device') =>
	({
		getCredentials: async () => ({ apiKey: 'key', deviceKey, baseUrl: 'https://app.example' }),
		getNode: () => ({ name: 'Omnichat', type: 'omnichat' }),
		helpers: {
			httpRequest: async () => ({ statusCode: 200, headers: {}, body: JSON.stringify(answer) }),
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
