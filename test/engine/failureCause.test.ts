import type { INodeParameters } from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import type { Fault } from '../gateway';
import { sendText } from '../sendText';
import { demoCredential, gateway, useGateway } from './demoGateway';
import { runNode } from './harness';
import { virtualTime } from './virtualTime';

/** What an error tells n8n itself about its cause (n8n 2.41), beside the words for people. */

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

useGateway();
let time: ReturnType<typeof virtualTime>;
beforeAll(() => {
	time = virtualTime();
});
beforeEach(() => time.reset());

/** A text to send, or a question, on a server that answers with the fault. */
async function failing(fault: Fault, parameters: INodeParameters = sendText) {
	gateway.misbehave(fault);
	const { error } = await runNode(new Omnichat(), {
		credentials: demoCredential(),
		items: [{ phone: '0812-3456-7890', text: 'Halo' }],
		parameters,
	});
	return error;
}

const templates: INodeParameters = { resource: 'template', operation: 'getMany' };
const noPlace: INodeParameters = { ...sendText, options: { rateLimitWait: 0 } };

test('who is throttled learns how long the server asked to be left alone', async () => {
	const tooMany = { status: 429, headers: { 'retry-after': '42' }, body: { message: 'Too Many' } };
	expect(await failing(tooMany, noPlace)).toMatchObject({
		name: 'NodeApiError',
		failure: { cause: 'rate-limited', retryAfterMs: 42_000 },
	});
});

test.each<[what: string, status: number, message: string, cause: string]>([
	['an unknown API key', 401, 'Api Key Cannot be recognized', 'credential-invalid'],
	['an unknown device', 401, 'Device tidak di temukan', 'configuration-invalid'],
	['an unknown template', 401, 'Template tidak dikenali', 'configuration-invalid'],
	['a used up limit', 422, 'This whatsapp device`s sending limit has expired', 'quota-exhausted'],
])('%s: %s %s is told to n8n as %s', async (_what, status, message, cause) => {
	expect(await failing({ status, body: { status: false, message } })).toMatchObject({
		failure: { cause },
	});
});

test('of a message that may have been sent, nothing says that one only has to wait', async () => {
	const error = await failing({ status: 500, body: { message: 'Server Error' } });
	expect(error).toMatchObject({ name: 'NodeApiError', failure: undefined });
});

test('a question to a server that has an error may be asked again later', async () => {
	const fault = { path: /get-templates/, status: 500, body: { message: 'Server Error' } };
	const error = await failing(fault, templates);
	expect(error).toMatchObject({ failure: { cause: 'temporarily-unavailable' } });
});

test('the item of a failed message is as before', async () => {
	gateway.misbehave({ status: 401, body: { status: false, message: 'Template tidak dikenali' } });
	const { output } = await runNode(new Omnichat(), {
		credentials: demoCredential(),
		items: [{ phone: '0812-3456-7890', text: 'Halo' }],
		node: { onError: 'continueRegularOutput' },
		parameters: sendText,
	});
	expect(Object.keys(output[0]?.[0]?.json.error ?? {}).sort()).toEqual([
		'description',
		'httpCode',
		'itemIndex',
		'message',
		'outcome',
		'reason',
	]);
});
