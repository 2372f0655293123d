import type { IDataObject } from 'n8n-workflow';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import { callWebhook, registerCredentialType, type WebhookOptions } from './harness';

/**
 * Has the tests of a file call the trigger in a time of their own, which stands still.
 *
 * @returns lets some seconds pass
 */
export function useTriggerInTime(): (seconds: number) => void {
	beforeAll(() => registerCredentialType(new OmnichatApi()));

	let now = Date.UTC(2026, 0, 1);
	beforeEach(() => jest.spyOn(Date, 'now').mockImplementation(() => now));
	afterEach(() => jest.restoreAllMocks());
	return (seconds) => {
		now += seconds * 1_000;
	};
}

let workflows = 0;

/** A workflow with the trigger, which n8n calls. */
export function triggerWorkflow(options: IDataObject = {}, more: Partial<WebhookOptions> = {}) {
	const workflowId = `workflow ${++workflows}`;
	const deliver = async (message: IDataObject, changes: Partial<WebhookOptions> = {}) =>
		await callWebhook(
			new OmnichatTrigger(),
			{ body: JSON.stringify(message) },
			{
				credentials: { omnichatApi: { apiKey: 'A', deviceKey: 'own, second', baseUrl: '' } },
				parameters: { triggerOn: 'any', options: options as never },
				workflowId,
				...more,
				...changes,
			},
		);
	return {
		deliver,
		/** @returns whether the workflow starts; the caller gets 200 either way */
		async starts(message: IDataObject, changes: Partial<WebhookOptions> = {}): Promise<boolean> {
			const { status, items } = await deliver(message, changes);
			expect(status).toBe(200);
			return items !== undefined;
		},
	};
}
