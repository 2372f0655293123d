import type { IDataObject } from 'n8n-workflow';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { demo, startGateway, type Gateway } from '../gateway';
import type { GatewayOptions } from '../gateway/types';
import { registerCredentialType } from './harness';

/** The gateway of a test file that has called `useGateway`; it is there in its tests and hooks. */
export let gateway: Gateway;

/**
 * Starts a gateway for the tests of a file, which answers at once and does not throttle unless told
 * so. Each test finds it anew.
 */
export function useGateway(options: GatewayOptions = {}): void {
	beforeAll(async () => {
		registerCredentialType(new OmnichatApi());
		gateway = await startGateway({ typingDelayMs: 0, throttle: false, ...options });
	});
	afterEach(() => gateway.reset());
	afterAll(() => gateway.stop());
}

/**
 * The credential of the demo account on that gateway.
 *
 * @param changes its fields that are others
 */
export const demoCredential = (changes: IDataObject = {}) => ({
	omnichatApi: {
		apiKey: demo.apiKey,
		deviceKey: demo.deviceKey,
		baseUrl: gateway.url,
		...changes,
	} as Record<string, string>,
});
