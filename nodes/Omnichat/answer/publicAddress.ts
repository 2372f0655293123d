import { UserError } from 'n8n-workflow';

import { isLoopback } from '../rules/baseUrl';

/** Where the address of n8n is set. */
const SETTING = 'the environment variable N8N_WEBHOOK_URL (in older n8n WEBHOOK_URL)';

/**
 * Checks that somebody's phone can open a link to n8n. A link to this machine itself is good only
 * where Omnichat is on it too, as in the demo.
 *
 * @param link a link that starts with the address of n8n
 * @param restUrl another address that starts so
 * @param baseUrl the address of the Omnichat server, as `normalizeBaseUrl` gives it
 * @throws UserError that says which setting of n8n to change
 */
export function checkPublicAddress(link: string, restUrl: string, baseUrl: string): void {
	const { origin, hostname, pathname } = new URL(link);
	const path = sharedFolder(pathname, new URL(restUrl).pathname);
	if (path !== '/') {
		throw new UserError(
			`n8n would refuse its own link to answer: it runs below the path ${path} and not at the root of ${origin}`,
			{
				description: `Nobody was asked. n8n checks the signature of such a link without the path, so it never fits. Give n8n an address of its own, such as https://n8n.example.com, set ${SETTING} to it, and restart n8n`,
			},
		);
	}
	if (!isOwn(hostname) || isLoopback(new URL(baseUrl).hostname)) return;
	throw new UserError(
		`The link to answer would start with ${origin}, which nobody but this machine can open`,
		{
			description: `Nobody was asked. Set ${SETTING} to the public address of your n8n, such as https://n8n.example.com, and restart n8n`,
		},
	);
}

/** Browsers take every name below `localhost` for the machine that they run on (RFC 6761). */
const isOwn = (hostname: string) => isLoopback(hostname) || hostname.endsWith('.localhost');

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
