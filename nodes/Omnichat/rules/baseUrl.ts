import { UserError } from 'n8n-workflow';

import { withoutSigns } from './plainText';
import { quote } from './quote';

const HINT = 'Use the address of the dashboard, for example https://app.omnichat.id';

/** Where the part of a path that belongs to the API begins. */
const OF_API = /\/api-app(?:\/|$)/;

/** A name or an address as the internet has it; of a scheme that was not written right, "https" is left. */
const IS_HOST = /^(?!(?:h?t+ps?\.?|undefined|null|0\.0\.0\.0)$)(?:[\w.-]+|\[[\da-f:.]+\])$/;

/** Longer than any address that browsers take. */
const LONGEST = 2_000;

/**
 * Cleans the base URL of the credential: spaces are forgiven, https is added where nothing is said,
 * and a path goes, for it is the one of a page of the dashboard, copied from the address bar.
 *
 * Only what stands in front of `/api-app` is known to be a path that the API has: all its addresses
 * begin with it (documented). So `https://brand.example/wa/api-app` names an API below `/wa`.
 *
 * @returns the address without a slash at its end
 * @throws UserError when it is not an address, or not https: the API key would travel in
 * the clear. Only this machine itself (loopback) may be called without https.
 */
export function normalizeBaseUrl(value: unknown): string {
	// Pasted quotation marks, commas and invisible characters are no part of it.
	const text = withoutSigns(String(value ?? ''));
	if (text === '')
		throw new UserError('The base URL of the credential is empty', { description: HINT });

	const url = text.length > LONGEST ? undefined : parseUrl(withScheme(text));
	if (url !== undefined && url.username + url.password !== '') {
		throw new UserError('The base URL holds a user name or password, it must not', {
			description: HINT,
		});
	}
	if (url === undefined || !IS_HOST.test(url.hostname)) {
		throw new UserError(`${shown(text)} is not a web address`, {
			description: HINT,
		});
	}
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw new UserError(`${shown(text)} does not start with https://`, {
			description:
				'Omnichat API keys are sent over https only. Change the base URL in the credential',
		});
	}
	return url.origin + beforeApi(url.pathname);
}

const withScheme = (text: string) =>
	/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;

/** A host that has a dot in its name, with its scheme and port. */
const ADDRESS = /^(?:[a-z]+:\/*)?[\w-]+(?:\.[\w-]+)+(?::\d+)?/i;

/** What an error calls a base URL: what else was pasted may be a key, or hold one. */
function shown(text: string): string {
	const [address = ''] = text.slice(0, LONGEST).split(/[?#]/, 1);
	const host = ADDRESS.exec(address.slice(address.lastIndexOf('@') + 1))?.[0];
	return host === undefined ? 'The base URL' : `The base URL ${quote(host)}`;
}

/** What stands in a path in front of the part that belongs to the API, without slashes at its end. */
function beforeApi(path: string): string {
	let end = Math.max(0, path.search(OF_API));
	while (path[end - 1] === '/') end--;
	return path.slice(0, end);
}

function parseUrl(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}

/**
 * Whether a host name, as `URL` gives it, means the machine itself. A name below `localhost` need not:
 * Node.js asks DNS for it.
 */
export function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
