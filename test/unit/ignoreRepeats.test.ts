import type { IWebhookFunctions } from 'n8n-workflow';

import { isRepeatedDelivery } from '../../nodes/Omnichat/trigger/ignoreRepeats';
import { callOf } from '../../nodes/Omnichat/trigger/incomingMessage';
import type { TriggerSettings } from '../../nodes/Omnichat/trigger/settings';
import { ResponseOfN8n } from './responseOfN8n';

let ids = 0;

/** A message with an ID of its own. */
const message = () =>
	callOf({ device_key: 'D', from: '6281234567890', message: 'Hi', message_id: `M${++ids}` });

async function deliver(call: ReturnType<typeof callOf>, ignoreRepeats: number | undefined) {
	const response = new ResponseOfN8n();
	const context = {
		getMode: () => 'webhook',
		getNode: () => ({ id: 'trigger' }),
		getResponseObject: () => response,
		getWorkflow: () => ({ id: 'shop' }),
	} as unknown as IWebhookFunctions;
	const settings = { ignoreRepeats } as TriggerSettings;
	const delivery = await isRepeatedDelivery(context, call, settings);
	return { delivery, response };
}

test.each([
	[200, 'repeat'],
	[399, 'repeat'],
	[400, 'new'],
	[500, 'new'],
])('of one whose call n8n has answered with %i, the next delivery is %s', async (status, next) => {
	const call = message();
	const first = await deliver(call, undefined);
	expect(first.delivery).toBe('new');
	first.response.status(status).end();
	expect((await deliver(call, undefined)).delivery).toBe(next);
});

test('with 0 seconds each one is new, also of the same moment', async () => {
	jest.spyOn(Date, 'now').mockReturnValue(1_000);
	const call = message();
	expect((await deliver(call, 0)).delivery).toBe('new');
	expect((await deliver(call, 0)).delivery).toBe('new');
	jest.restoreAllMocks();
});
