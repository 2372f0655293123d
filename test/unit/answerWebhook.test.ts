import { setImmediate as handled } from 'node:timers/promises';

import type { IWebhookFunctions } from 'n8n-workflow';

import type { Asked } from '../../nodes/Omnichat/answer/asked';
import { serveAnswerPage } from '../../nodes/Omnichat/answer/webhook';
import { ResponseOfN8n } from './responseOfN8n';

let executions = 0;

/** A question that was asked in an execution of its own. */
const askedAnew = (): Asked => ({
	executionId: String(++executions),
	runIndex: 0,
	people: { 0: { recipient: '+6281290641111', question: { type: 'freeText', text: 'Size?' } } },
	notAsked: [],
});

/** Posts "M" as the answer. */
function post(asked: Asked, response: ResponseOfN8n, onTaken = jest.fn()) {
	const context = {
		evaluateExpression: () => JSON.stringify(asked),
		getBodyData: () => ({ answer: 'M' }),
		getExecutionId: () => asked.executionId,
		getNode: () => ({ id: 'ask', name: 'Ask' }),
		getQueryData: () => ({ run: '0', item: '0' }),
		getRequestObject: () => ({
			method: 'POST',
			headers: {},
			contentType: 'application/x-www-form-urlencoded',
		}),
		getResponseObject: () => response,
		getWorkflow: () => ({ id: 'shop' }),
		logger: { error: jest.fn() },
	};
	return serveAnswerPage(context as unknown as IWebhookFunctions, onTaken);
}

test.each([
	[200, 'has taken', 1, 409],
	[399, 'has taken', 1, 409],
	[400, 'did not take', 0, 200],
	[500, 'did not take', 0, 200],
])('by status %i, n8n %s the answer', async (status, _what, told, next) => {
	const asked = askedAnew();
	const onTaken = jest.fn();
	const first = new ResponseOfN8n();
	expect(post(asked, first, onTaken).workflowData).toHaveLength(1);
	first.status(status).end();
	await handled();
	expect(onTaken).toHaveBeenCalledTimes(told);

	const second = new ResponseOfN8n();
	post(asked, second);
	expect(second.statusCode).toBe(next);
});

test('a call that has its answer already gets no second one', () => {
	const response = new ResponseOfN8n();
	response.headersSent = true;
	// It would show that nothing waits.
	expect(post({ ...askedAnew(), people: {} }, response)).toEqual({ noWebhookResponse: true });
	expect(response.sent).toEqual([]);
});
