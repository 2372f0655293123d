import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import { highlight } from '../../nodes/Omnichat/highlight';
import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { demo } from '../gateway';
import { sendText } from '../sendText';
import { gateway, useGateway } from './demoGateway';
import { runNode } from './harness';

/* Nothing here depends on time; a busy machine may be slow. */
jest.setTimeout(60_000);

useGateway();

async function highlightedBy(phones: string[], options: INodeParameters) {
	const { run } = await runNode(new Omnichat(), {
		parameters: { ...sendText, phone: '={{ $json.phone }}', text: 'A secret', options },
		items: phones.map((phone) => ({ json: { phone } })),
		credentials: {
			omnichatApi: { apiKey: demo.apiKey, deviceKey: demo.deviceKey, baseUrl: gateway.url },
		},
		node: { onError: 'continueRegularOutput' },
	});
	return run.data.resultData.metadata;
}

const on = { highlightRecipient: true };

test('an execution is found by the number that it wrote to, and nothing else of the message is kept', async () => {
	expect(await highlightedBy(['0812-9064-1111'], on)).toEqual({ customer: '+6281290641111' });
});

test('nothing is kept unless the option is on', async () => {
	expect(await highlightedBy(['081290641111'], {})).toBeUndefined();
	expect(await highlightedBy(['081290641111'], { highlightRecipient: false })).toBeUndefined();
});

test('a message that fails is found too, one with no recipient is not', async () => {
	gateway.misbehave({
		status: 401,
		body: { status: false, message: 'Api Key Cannot be recognized' },
	});
	expect(await highlightedBy(['081290641111', 'nobody'], on)).toEqual({
		customer: '+6281290641111',
	});
});

test('of a broadcast everybody is kept once, as many as n8n has room for', async () => {
	const phones = Array.from({ length: 40 }, (_, index) => `62812000010${10 + index}`);
	const kept = (await highlightedBy([...phones, ...phones], on))?.['customer'] ?? '';
	expect(kept.length).toBeLessThanOrEqual(255);
	expect(kept.split(', ')).toEqual(phones.slice(0, 16).map((phone) => `+${phone}`));
});

test('a value that just fits is kept, one that is a sign longer is not', () => {
	const set = jest.fn();
	const customData = { set, get: () => 'x'.repeat(255 - ', +6281290641111'.length) };
	const context = { customData } as unknown as IExecuteFunctions;
	highlight(context, '+6281290641111');
	highlight(context, '+62812906411112');
	expect(set.mock.calls).toEqual([['customer', expect.stringMatching(/^.{255}$/)]]);
});

describe('where n8n has no highlighted data for a node', () => {
	test('it goes by the way that expressions have, as in n8n 1.x', () => {
		const set = jest.fn();
		const customData = { set, get: () => undefined };
		const getWorkflowDataProxy = () => ({ $execution: { customData } });
		highlight({ getWorkflowDataProxy } as unknown as IExecuteFunctions, '+6281290641111');
		expect(set.mock.calls).toEqual([['customer', '+6281290641111']]);
	});

	test('nothing happens', () => {
		const getWorkflowDataProxy = () => ({});
		const context = { getWorkflowDataProxy } as unknown as IExecuteFunctions;
		expect(() => highlight(context, '+6281290641111')).not.toThrow();
	});
});
