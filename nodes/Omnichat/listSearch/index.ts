import {
	NodeApiError,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { readCredential, type OmnichatCredential } from '../credential';
import { chatsRequest, readChats } from '../operations/chat/list';
import { readTemplates, templatesRequest } from '../operations/template/list';
import { singleDeviceKey } from '../rules/deviceKey';
import { explain } from '../rules/explanation';
import { declaredFailure } from '../rules/failureCause';
import { isFoundIn } from '../rules/search';
import { sendRequest, type ApiRequest } from '../transport/request';

const TIMEOUT_MS = 15_000;

/**
 * The templates of the account.
 *
 * @param filter what the user typed into the search box
 * @throws NodeApiError with one sentence that says to paste the ID, on a server without this list
 */
export async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const answer = await ask(this, () => templatesRequest(TIMEOUT_MS), {
		what: 'templates',
		where: 'the Templates page of the Omnichat dashboard',
	});
	return asResults(
		readTemplates(answer).map(({ id, name }) => ({ name, value: id })),
		filter,
	);
}

/**
 * The groups that the credential's device is in.
 *
 * @param filter what the user typed into the search box
 * @throws NodeApiError with one sentence that says to paste the ID, on a server without this list
 */
export async function searchGroups(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const answer = await ask(
		this,
		({ deviceKey }) => chatsRequest(singleDeviceKey(deviceKey), true, TIMEOUT_MS),
		{
			what: 'groups',
			where: 'the output of the Omnichat Trigger, as chatId, when someone writes in the group',
		},
	);
	return asResults(
		readChats(answer).map(({ chatId, name }) => ({ name: name || chatId, value: chatId })),
		filter,
	);
}

/** What went wrong has its own words; whatever it is, pasting the ID helps. */
async function ask(
	context: ILoadOptionsFunctions,
	requestFor: (credential: OmnichatCredential) => ApiRequest,
	{ what, where }: { what: string; where: string },
) {
	const account = await readCredential(context, 0);
	const { outcome } = await sendRequest(context, account, requestFor(account));
	if (outcome.kind === 'accepted') return outcome.answer;

	const notOffered = { message: `This server does not list its ${what}`, description: '' };
	const purpose = { sendsMessage: false, notOffered };
	const { message: reason } = explain(outcome, purpose);
	const isAboutKeys =
		outcome.kind === 'refused' && ['unknownApiKey', 'unknownDevice'].includes(outcome.reason);
	const message = isAboutKeys ? reason : `${reason}: choose 'By ID' and paste the ID from ${where}`;
	const failure = declaredFailure(outcome, purpose);
	throw new NodeApiError(
		context.getNode(),
		{ message },
		{ message, description: message, ...(failure && { failure }) },
	);
}

function asResults(items: INodeListSearchItems[], filter = ''): INodeListSearchResult {
	return {
		results: items
			.filter(({ name, value }) => isFoundIn([name, String(value)], filter))
			.sort((a, b) => a.name.localeCompare(b.name)),
	};
}
