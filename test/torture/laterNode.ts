import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { localAddress } from '../n8n/ports';

/** What the node after the broadcast calls: while it is not answered, that node runs. */
export interface LaterNode {
	/** Its address. */
	readonly url: string;
	/** Resolves when the node next runs, and lets it run on without an end, until `release`. */
	hold(): Promise<void>;
	/** Answers who is held, and everybody from now on. */
	release(): void;
	stop(): Promise<void>;
}

/** Starts the server that the node after the broadcast calls. */
export async function startLaterNode(): Promise<LaterNode> {
	let onHeld: (() => void) | undefined;
	const held: ServerResponse[] = [];
	const server = createServer((_request, response) => {
		if (onHeld === undefined) {
			response.end('{}');
			return;
		}
		held.push(response);
		onHeld();
	});
	server.listen(0, localAddress);
	await once(server, 'listening');
	return {
		url: `http://${localAddress}:${(server.address() as AddressInfo).port}`,
		hold: async () => {
			await new Promise<void>((resolve) => {
				onHeld = resolve;
			});
		},
		release() {
			onHeld = undefined;
			for (const response of held.splice(0)) response.end('{}');
		},
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
