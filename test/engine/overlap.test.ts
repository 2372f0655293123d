import type { IDataObject } from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { sendText } from '../sendText';
import { demoCredential, gateway, useGateway } from './demoGateway';
import { HarnessCredentialsHelper } from './credentials';
import { runNode, type RunOptions } from './harness';

/* Nothing here depends on time; a busy machine may be slow. */
jest.setTimeout(120_000);

let checks: jest.SpyInstance;

useGateway();
beforeAll(() => {
	// Each check reads the credential.
	checks = jest.spyOn(HarnessCredentialsHelper.prototype, 'getDecrypted');
});
beforeEach(() => checks.mockClear());

const phoneOf = (index: number) => String(6281200000100 + index);

const broadcast = (count: number, wrong: number | undefined, node: RunOptions['node']) =>
	runNode(new Omnichat(), {
		credentials: demoCredential(),
		items: Array.from({ length: count }, (_, index) => ({
			phone: index === wrong ? 'nobody' : phoneOf(index),
		})),
		parameters: { ...sendText, text: 'Halo', options: { messagesAtOnce: 10 } },
		...(node && { node }),
	});

const textsOf = (items: Array<{ json: IDataObject }> = []) =>
	items.map(
		({ json }) =>
			(json.error as IDataObject | undefined)?.outcome ?? (json.recipient as string).slice(1),
	);

describe('a broadcast of 300, ten at once, item 150 has no number', () => {
	const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
	const others = Array.from({ length: 300 }, (_, index) => phoneOf(index)).filter(
		(_, index) => index !== 150,
	);
	const expected = [...others.slice(0, 150), 'refused', ...others.slice(150)];

	test.each([
		['it stops at the first error', {}],
		['it stops, with Retry On Fail', retry],
	])('%s: the wrong item costs nothing, nobody gets a message', async (_how, node) => {
		const { error } = await broadcast(300, 150, node);
		expect(error?.message).toContain('nobody');
		expect(error?.context).toMatchObject({ itemIndex: 150 });
		expect(gateway.sends()).toEqual([]);
	});

	test.each([
		['Continue', { onError: 'continueRegularOutput' } as const],
		['Continue, with Retry On Fail', { onError: 'continueRegularOutput', ...retry } as const],
	])('%s: everybody else gets it once, in the order of the items', async (_how, node) => {
		const { output } = await broadcast(300, 150, node);
		expect(textsOf(output[0])).toEqual(expected);
		expect(gateway.accepted.map(({ chatId }) => chatId.split('@')[0]).sort()).toEqual(others);
	});

	test.each([
		['error output', { onError: 'continueErrorOutput' } as const],
		['error output, with Retry On Fail', { onError: 'continueErrorOutput', ...retry } as const],
	])('%s: the wrong one leaves by it, everybody else gets it once', async (_how, node) => {
		const { output } = await broadcast(300, 150, node);
		expect(textsOf(output[0])).toEqual(others);
		expect(textsOf(output[1])).toEqual(['refused']);
		expect(gateway.accepted.map(({ chatId }) => chatId.split('@')[0]).sort()).toEqual(others);
	});
});

describe('the first of 300 messages leaves', () => {
	/** How many items were checked when the first message came to the gateway. */
	async function checkedBeforeTheFirst(node: RunOptions['node']): Promise<number> {
		const first = gateway.onAccepted(() => true, 120_000).then(() => checks.mock.calls.length);
		await broadcast(300, undefined, node);
		return await first;
	}

	test('while most items are still unchecked, when the run goes on at errors', async () => {
		const checked = await checkedBeforeTheFirst({ onError: 'continueRegularOutput' });
		expect(checked).toBeLessThan(150);
	});

	test('when all are checked, when the run stops at the first error', async () => {
		expect(await checkedBeforeTheFirst({})).toBe(300);
	});
});
