import { startGateway, type Gateway } from '../gateway';
import type { Credential, N8nClient } from '../n8n/client';
import { connect, createCredential } from './workflows';

/** Of a test file that has called `useN8n`; they are there in its tests and hooks. */
export let gateway: Gateway;
export let client: N8nClient;
export let credential: Credential;

/**
 * Logs in to the n8n that the test run has started, and gives it a credential for a gateway that
 * answers at once and does not throttle. Each test finds the gateway anew.
 *
 * @param name the credential's
 */
export function useN8n(name?: string): void {
	beforeAll(async () => {
		gateway = await startGateway({ typingDelayMs: 0, throttle: false });
		client = await connect();
		credential = await createCredential(client, gateway, name);
	});
	afterEach(() => gateway.reset());
	afterAll(() => gateway.stop());
}
