import { UserError } from 'n8n-workflow';

import { isLoopback } from '../rules/baseUrl';
import { reachOf } from '../rules/reach';

/** How the address of n8n is set. In queue mode the link is made by a worker. */
const set = (address: string) =>
	`set the environment variable N8N_WEBHOOK_URL (in older n8n WEBHOOK_URL) to ${address} on every process of n8n (main, webhook processes and workers: in queue mode a worker makes the link), and restart n8n`;

const PUBLIC_ADDRESS = 'the public address of your n8n, such as https://n8n.example.com,';

/**
 * Checks that somebody's phone can open a link to n8n. A link to this machine itself is good only
 * where Omnichat is on it too, as in the demo; one into a private network may be.
 *
 * @param link a link that starts with the address of n8n
 * @param restUrl another address that starts so
 * @param baseUrl the address of the Omnichat server, as `normalizeBaseUrl` gives it
 * @throws UserError that says which setting of n8n to change
 */
export function checkPublicAddress(link: string, restUrl: string, baseUrl: string): void {
	checkPath(link, restUrl);
	const { origin, hostname } = new URL(link);
	const reach = reachOf(hostname);
	if (reach === 'everybody' || reach === 'network') return;
	if (reach === 'machine' && isLoopback(new URL(baseUrl).hostname)) return;
	const whom = reach === 'machine' ? 'nobody but this machine' : 'no phone';
	throw new UserError(`The link to answer would start with ${origin}, which ${whom} can open`, {
		description: `Nobody was asked. To mend it, ${set(PUBLIC_ADDRESS)}`,
	});
}

/**
 * Checks that n8n takes its own signed addresses, also those that nobody opens but n8n itself.
 *
 * @param link a link that starts with the address of n8n
 * @param restUrl another address that starts so
 * @throws UserError that says which setting of n8n to change
 */
export function checkPath(link: string, restUrl: string): void {
	const { origin, pathname } = new URL(link);
	const path = sharedFolder(pathname, new URL(restUrl).pathname);
	if (path !== '/') {
		throw new UserError(
			`n8n would refuse its own link to answer: it runs below the path ${path} and not at the root of ${origin}`,
			{
				description: `Nobody was asked. n8n checks the signature of such a link without the path, so it never fits. Give n8n an address of its own, such as https://n8n.example.com, ${set('it')}`,
			},
		);
	}
}

/**
 * What to know of a link that was sent, `undefined` where there is nothing: a private address can be
 * right, such as in an office.
 */
export function hintAtAddress(link: string): string | undefined {
	const { origin, hostname } = new URL(link);
	if (reachOf(hostname) !== 'network') return undefined;
	return `The link to answer starts with ${origin}, a private address: it works only for phones in the same network. For others, ${set(PUBLIC_ADDRESS)}.`;
}

/**
 * The folder that two paths have in common, with slashes around it. n8n puts the names of its
 * endpoints behind its own path, and each of them may be a path too.
 */
function sharedFolder(one: string, other: string): string {
	const folders = one.split('/').slice(0, -1);
	const others = other.split('/').slice(0, -1);
	const apart = folders.findIndex((folder, index) => folder !== others[index]);
	return `${folders.slice(0, apart < 0 ? undefined : apart).join('/')}/`;
}
