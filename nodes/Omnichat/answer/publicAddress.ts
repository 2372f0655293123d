import { UserError } from 'n8n-workflow';

import { isLoopback } from '../rules/baseUrl';

/**
 * Checks that somebody's phone can open a link to n8n. A link to this machine itself is good only
 * where Omnichat is on it too, as in the demo.
 *
 * @param link a link that starts with the address of n8n
 * @param baseUrl the address of the Omnichat server, as `normalizeBaseUrl` gives it
 * @throws UserError that says which setting of n8n to change
 */
export function checkPublicAddress(link: string, baseUrl: string): void {
	const { origin, hostname } = new URL(link);
	if (!isLoopback(hostname) || isLoopback(new URL(baseUrl).hostname)) return;
	throw new UserError(
		`The link to answer would start with ${origin}, which nobody but this machine can open`,
		{
			description:
				'Nobody was asked. Set the environment variable N8N_WEBHOOK_URL (in older n8n WEBHOOK_URL) to the public address of your n8n, such as https://n8n.example.com, and restart n8n',
		},
	);
}
