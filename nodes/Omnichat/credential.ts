import {
	UserError,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { normalizeBaseUrl } from './rules/baseUrl';
import { normalizeDeviceKey, normalizeKey } from './rules/deviceKey';
import type { Account } from './transport/request';

/** What the credential holds, cleaned. */
export interface OmnichatCredential extends Account {
	deviceKey: string;
}

/**
 * Reads the credential for one item: its fields may hold expressions.
 *
 * @throws UserError when the API key is empty or the base URL cannot be used
 */
export async function readCredential(
	context: IExecuteFunctions | ILoadOptionsFunctions | IWebhookFunctions,
	itemIndex: number,
): Promise<OmnichatCredential> {
	const { apiKey, deviceKey, baseUrl } = await context.getCredentials<{
		apiKey?: unknown;
		deviceKey?: unknown;
		baseUrl?: unknown;
	}>('omnichatApi', itemIndex);
	const key = normalizeKey(apiKey);
	if (key === '') {
		throw new UserError('The API key of the credential is empty', {
			description: 'Open the credential and paste the API key from the Omnichat dashboard',
		});
	}
	return {
		apiKey: key,
		deviceKey: normalizeDeviceKey(deviceKey),
		baseUrl: normalizeBaseUrl(baseUrl),
	};
}
