import {
	UserError,
	type IDataObject,
	type IHookFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { deviceKeysIn } from '../rules/deviceKey';
import { readKeywords } from '../rules/keywords';
import { normalizeCountryCode } from '../rules/phoneNumber';
import { quote } from '../rules/quote';
import { readSenders, type MessageFilter, type TriggerOn } from './filter';

/** What the user set up in the trigger, checked. */
export interface TriggerSettings {
	/** Further devices beside the one of the credential, cleaned */
	furtherKeys: string[];
	acceptAnyDevice: boolean;
	/** Whether the output tells the device key, which is masked otherwise */
	includeDeviceKey: boolean;
	/** For how many seconds a message starts the workflow once; `undefined` where the user set nothing */
	ignoreRepeats: number | undefined;
	/** For how many minutes a chat may write as fast as two bots that answer each other; 0 for ever */
	stopLoopsAfter: number;
	includeStories: boolean;
	/** For how many seconds a chat must be quiet until its messages start the workflow; 0 for not at all */
	combineMessages: number;
	filter: MessageFilter;
}

/**
 * Reads the trigger's parameters. They are read for every call, so what the user changes counts at
 * once.
 *
 * @throws UserError for a sender that is neither a phone number nor a chat ID, for a country code
 * that no country has, for a keyword that cannot be looked for, and for seconds or minutes that are
 * no number
 */
export function readTriggerSettings(context: IHookFunctions | IWebhookFunctions): TriggerSettings {
	const options = context.getNodeParameter('options', {}) as {
		acceptAnyDevice?: boolean;
		deviceKeys?: string | string[];
		includeDeviceKey?: boolean;
		allowedSenders?: unknown;
		combineMessages?: unknown;
		countryCode?: unknown;
		ignoredSenders?: unknown;
		ignoreRepeats?: unknown;
		includeStories?: boolean;
		keywords?: unknown;
		stopLoopsAfter?: unknown;
	};
	const isEmpty = emptyOptions(context);
	const countryCode = normalizeCountryCode(options.countryCode ?? '62');
	return {
		furtherKeys: [options.deviceKeys ?? []].flat().flatMap(deviceKeysIn),
		acceptAnyDevice: options.acceptAnyDevice === true,
		includeDeviceKey: options.includeDeviceKey === true,
		ignoreRepeats:
			options.ignoreRepeats === undefined ? undefined : asSeconds(options.ignoreRepeats),
		stopLoopsAfter: asMinutes(options.stopLoopsAfter ?? 3),
		includeStories: options.includeStories === true,
		combineMessages: asQuiet(options.combineMessages ?? 0),
		filter: {
			triggerOn: context.getNodeParameter('triggerOn') as TriggerOn,
			allowedSenders: isEmpty('allowedSenders')
				? undefined
				: readSenders(options.allowedSenders, countryCode),
			ignoredSenders: readSenders(options.ignoredSenders, countryCode),
			keywords: isEmpty('keywords') ? undefined : readKeywords(options.keywords),
		},
	};
}

/**
 * Tells which options are empty as the user left them. Only such a one lets everything in: an
 * expression that finds nothing was meant to keep others out.
 */
function emptyOptions(
	context: IHookFunctions | IWebhookFunctions,
): (name: 'allowedSenders' | 'keywords') => boolean {
	const stored = context.getNodeParameter('options', {}, { rawExpressions: true }) as IDataObject;
	return (name) => /^=?\s*$/.test(String(stored[name] ?? ''));
}

/**
 * Reads the device keys of the credential: the field may hold several.
 *
 * @returns them cleaned; none when the field is empty
 * @throws what n8n throws when it has no such credential
 */
export async function readCredentialKeys(
	context: IHookFunctions | IWebhookFunctions,
): Promise<string[]> {
	const { deviceKey } = await context.getCredentials<{ deviceKey?: string }>('omnichatApi');
	return deviceKeysIn(deviceKey);
}

/**
 * Checks at activation that a message could get through at all.
 *
 * @throws UserError when there is no device key, and what the readers above throw
 */
export async function checkTriggerSettings(context: IHookFunctions): Promise<void> {
	const { furtherKeys, acceptAnyDevice } = readTriggerSettings(context);
	const keys = [...(await readCredentialKeys(context)), ...furtherKeys];
	if (keys.length === 0 && !acceptAnyDevice) throw noDeviceKey();
}

/** Says that no call could prove itself. */
export function noDeviceKey(): UserError {
	return new UserError(
		'The credential has no device key, so no message could be recognised as yours',
		{
			description:
				'Paste the device key from the Devices page of the Omnichat dashboard into the credential',
		},
	);
}

function asSeconds(value: unknown): number {
	const seconds = Number(value);
	if (Number.isFinite(seconds) && seconds >= 0) return seconds;
	throw new UserError(`'Ignore Repeats' ${quote(value)} is not a number of seconds`, {
		description: 'Use 0 or more. 0 lets every delivery start the workflow',
	});
}

/** A shorter time would stop whoever sends a few messages at once. */
const FEWEST_MINUTES = 0.5;

function asMinutes(value: unknown): number {
	const minutes = Number(value);
	if (minutes === 0 || (Number.isFinite(minutes) && minutes >= FEWEST_MINUTES)) return minutes;
	throw new UserError(`'Stop Loops After' ${quote(value)} is not a number of minutes`, {
		description: `Use ${FEWEST_MINUTES} or more. 0 turns it off`,
	});
}

/** In seconds: who waits for longer, waits for the answer too. */
const LONGEST_QUIET = 60;

function asQuiet(value: unknown): number {
	const seconds = Number(value);
	if (seconds === 0 || (seconds >= 1 && seconds <= LONGEST_QUIET)) return seconds;
	throw new UserError(`'Combine Messages' ${quote(value)} is not a number of seconds`, {
		description: `Use 1 to ${LONGEST_QUIET}. 0 turns it off`,
	});
}
