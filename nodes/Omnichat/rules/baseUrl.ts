import { UserError } from 'n8n-workflow';

import { quote } from './quote';

const HINT = 'Use the address of the dashboard, for example https://app.omnichat.id';

/**
 * Cleans the base URL of the credential: spaces, a trailing slash and a pasted `/api-app/…` path
 * are forgiven, https is added where nothing is said.
 *
 * @returns the address without a slash at its end
 * @throws UserError when it is not an address, or not https: the API key would travel in
 * the clear. Only this machine itself (loopback) may be called without https.
 */
export function normalizeBaseUrl(value: unknown): string {
	const text = String(value ?? '').trim();
	if (text === '')
		throw new UserError('The base URL of the credential is empty', { description: HINT });

	const url = parseUrl(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`);
	if (url !== undefined && url.username + url.password !== '') {
		throw new UserError('The base URL holds a user name or password, it must not', {
			description: HINT,
		});
	}
	if (url === undefined) {
		throw new UserError(`The base URL ${quote(text)} is not a web address`, { description: HINT });
	}
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw new UserError(`The base URL ${quote(text)} does not start with https://`, {
			description:
				'Omnichat API keys are sent over https only. Change the base URL in the credential',
		});
	}
	return `${url.origin}${url.pathname.replace(/\/api-app(\/.*)?$/, '').replace(/\/+$/, '')}`;
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
