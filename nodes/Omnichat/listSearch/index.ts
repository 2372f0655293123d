import {
	NodeApiError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { readCredential, type OmnichatCredential } from '../parameters';
import { explain } from '../rules/explanation';
import type { Failure } from '../rules/outcome';
import { sendRequest, type ApiRequest } from '../transport/request';

const TIMEOUT_MS = 15_000;

/**
 * The templates of the account (observed, not documented: `get-templates`).
 *
 * @param filter what the user typed into the search box
 * @throws NodeApiError with one sentence that says to paste the ID, on a server without this list
 */
export async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const { templates } = await fetchList(
		this,
		() => '/api-app/integration/get-templates',
		'templates',
		{
			what: 'templates',
			where: 'the Templates page of the Omnichat dashboard',
		},
	);
	return asResults(
		templates.map(({ id, name }) => ({ name: String(name ?? id), value: String(id) })),
		filter,
	);
}

/**
 * The groups that the credential's device is in (observed, not documented: `chats`).
 *
 * @param filter what the user typed into the search box
 * @throws NodeApiError with one sentence that says to paste the ID, on a server without this list
 */
export async function searchGroups(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const { list } = await fetchList(
		this,
		({ deviceKey }) => `/api-app/whatsapp/chats/${encodeURIComponent(deviceKey)}`,
		'list',
		{
			what: 'groups',
			where: 'the output of the Omnichat Trigger, as chatId, when someone writes in the group',
		},
		{ is_group: 'true' },
	);
	return asResults(
		list.map(({ uid, name }) => ({ name: String(name ?? uid), value: String(uid) })),
		filter,
	);
}

async function fetchList<Field extends string>(
	context: ILoadOptionsFunctions,
	pathFor: (credential: OmnichatCredential) => string,
	field: Field,
	{ what, where }: { what: string; where: string },
	fields: IDataObject = {},
): Promise<Record<Field, IDataObject[]>> {
	const account = await readCredential(context, 0);
	const request: ApiRequest = {
		method: 'GET',
		path: pathFor(account),
		fields,
		timeoutMs: TIMEOUT_MS,
		secrets: [account.deviceKey],
		isSuccess: (answer) => answer.status === true && Array.isArray(answer[field]),
	};
	const { outcome } = await sendRequest(context, account, request);
	if (outcome.kind === 'accepted') {
		return { [field]: outcome.answer[field] } as Record<Field, IDataObject[]>;
	}
	throw listError(context, outcome, what, where);
}

/** A wrong key has its own words; on anything else the list is not to be had and the ID helps. */
function listError(
	context: ILoadOptionsFunctions,
	outcome: Failure,
	what: string,
	where: string,
): NodeApiError {
	const isAboutKeys =
		outcome.kind === 'refused' && ['unknownApiKey', 'unknownDevice'].includes(outcome.reason);
	const message = isAboutKeys
		? explain(outcome).message
		: `This server does not list its ${what}: choose By ID and paste the ID from ${where}`;
	return new NodeApiError(context.getNode(), { message }, { message, description: message });
}

function asResults(items: INodeListSearchItems[], filter = ''): INodeListSearchResult {
	const wanted = filter.trim().toLowerCase();
	return {
		results: items
			.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted))
			.sort((a, b) => a.name.localeCompare(b.name)),
	};
}
