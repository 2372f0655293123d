import type { IDataObject } from 'n8n-workflow';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import { HarnessCredentialsHelper } from './credentials';
import { callWebhook, registerCredentialType, type WebhookOptions } from './harness';

beforeAll(() => registerCredentialType(new OmnichatApi()));

let now = Date.UTC(2026, 0, 1);
let reads: jest.SpyInstance;

beforeEach(() => {
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	reads = jest.spyOn(HarnessCredentialsHelper.prototype, 'getDecrypted');
});

afterEach(() => jest.restoreAllMocks());

const pass = (seconds: number) => (now += seconds * 1_000);

let workflows = 0;

/** A workflow with the trigger. What its user changes is changed here. */
function aWorkflow(deviceKey: string) {
	const workflow = {
		id: `workflow ${++workflows}`,
		credential: { apiKey: 'A', deviceKey, baseUrl: 'https://app.omnichat.id' } as IDataObject,
		options: {} as Partial<WebhookOptions>,
		/** @returns the status, and the number of the device when the workflow starts */
		async call(device_key: string, more = {}): Promise<[status: number, device?: unknown]> {
			const message = { device_key, from: '6281234567890', message: 'halo', ...more };
			const body = JSON.stringify(message);
			const { status, items } = await callWebhook(
				new OmnichatTrigger(),
				{ body },
				{
					credentials: { omnichatApi: workflow.credential as never },
					...workflow.options,
					workflowId: workflow.id,
				},
			);
			return items === undefined ? [status] : [status, items[0]?.json.device];
		},
	};
	return workflow;
}

describe('who may start the workflow, when something changes', () => {
	test('a key that the user changes counts with the next call', async () => {
		const workflow = aWorkflow('old');
		expect(await workflow.call('old')).toEqual([200, 1]);
		workflow.credential.deviceKey = 'new';
		expect(await workflow.call('new')).toEqual([200, 1]);
		expect(await workflow.call('old')).toEqual([403]);
	});

	test('a key that the user removes is accepted for ten seconds at most, however many calls come', async () => {
		const workflow = aWorkflow('leaked');
		await workflow.call('leaked');
		workflow.credential.deviceKey = 'new';
		for (let second = 1; second < 10; second++) {
			pass(1);
			await workflow.call('leaked');
		}
		pass(1);
		expect(await workflow.call('leaked')).toEqual([403]);
		expect(await workflow.call('new')).toEqual([200, 1]);
	});

	test('a clock that is set back does not keep a removed key', async () => {
		const workflow = aWorkflow('leaked');
		await workflow.call('leaked');
		workflow.credential.deviceKey = 'new';
		pass(-3_600);
		expect(await workflow.call('leaked')).toEqual([403]);
	});

	test('a changed workflow counts at once: its further devices', async () => {
		const workflow = aWorkflow('own');
		workflow.options = { parameters: { options: { deviceKeys: ['second', 'third'] } } };
		expect(await workflow.call('third')).toEqual([200, 3]);
		workflow.options = { parameters: { options: { deviceKeys: ['third'] } } };
		expect(await workflow.call('second')).toEqual([403]);
		expect(await workflow.call('third')).toEqual([200, 2]);
	});

	test('a changed workflow counts at once: another credential', async () => {
		const workflow = aWorkflow('own');
		await workflow.call('own');
		workflow.credential = { ...workflow.credential, deviceKey: 'other' };
		workflow.options = {
			node: { credentials: { omnichatApi: { id: 'another one', name: 'Another one' } } },
		};
		expect(await workflow.call('own')).toEqual([403]);
		expect(await workflow.call('other')).toEqual([200, 1]);
	});

	test('a changed workflow counts at once: any device', async () => {
		const workflow = aWorkflow('own');
		expect(await workflow.call('any')).toEqual([403]);
		workflow.options = { parameters: { options: { acceptAnyDevice: true } } };
		expect(await workflow.call('any')).toEqual([200, null]);
	});

	test('two workflows with one device do not answer for each other', async () => {
		const [first, second] = [aWorkflow('shared'), aWorkflow('shared')];
		expect(await first.call('shared')).toEqual([200, 1]);
		expect(await second.call('shared')).toEqual([200, 1]);
		second.credential.deviceKey = 'moved';
		expect(await second.call('moved')).toEqual([200, 1]);
		expect(await second.call('shared')).toEqual([403]);
		expect(await first.call('shared')).toEqual([200, 1]);
		expect(await first.call('moved')).toEqual([403]);
	});

	test('a credential that could not be read is tried again after a second', async () => {
		const workflow = aWorkflow('own');
		reads.mockRejectedValueOnce(new Error('The database is locked'));
		expect(await workflow.call('own')).toEqual([500]);
		pass(1);
		expect(await workflow.call('own')).toEqual([200, 1]);
	});

	test('a device key that is entered at last counts at once', async () => {
		const workflow = aWorkflow('');
		expect(await workflow.call('own')).toEqual([500]);
		workflow.credential.deviceKey = 'own';
		expect(await workflow.call('own')).toEqual([200, 1]);
	});
});

describe('how often the credential is read', () => {
	test('once in ten seconds, for calls that carry the key', async () => {
		const workflow = aWorkflow('own');
		for (let call = 0; call < 20; call++) {
			expect(await workflow.call('own')).toEqual([200, 1]);
			pass(0.49);
		}
		expect(reads).toHaveBeenCalledTimes(1);
		pass(1);
		await workflow.call('own');
		expect(reads).toHaveBeenCalledTimes(2);
	});

	test.each<[what: string, key: string, more: object, options: IDataObject, times: number]>([
		['once, for the only key, whatever comes with it', 'own', { session_id: 'X' }, {}, 1],
		['once, for another device and a usual body', 'second', {}, {}, 1],
		['again, where its key may be in the body of another', 'second', { session_id: 'X' }, {}, 2],
		[
			'once, for who wants to see the keys',
			'second',
			{ session_id: 'X' },
			{ includeDeviceKey: true },
			1,
		],
	])('%s', async (_what, key, more, options, times) => {
		const workflow = aWorkflow('own');
		workflow.options = { parameters: { options: { deviceKeys: ['second'], ...options } as never } };
		expect((await workflow.call(key, more))[0]).toBe(200);
		expect(reads).toHaveBeenCalledTimes(times);
	});

	test('once a second, for a flood of forged calls, while real ones come through', async () => {
		const workflow = aWorkflow('own');
		await workflow.call('own');
		for (let second = 1; second <= 3; second++) {
			const calls = Array.from({ length: 20 }, async (_, call) => await workflow.call(`x${call}`));
			expect(new Set((await Promise.all(calls)).map(([status]) => status))).toEqual(new Set([403]));
			expect(await workflow.call('own')).toEqual([200, 1]);
			expect(reads).toHaveBeenCalledTimes(1 + second);
			pass(1);
		}
	});

	test('at most twice, when the flood is the first that comes', async () => {
		const workflow = aWorkflow('own');
		await Promise.all(Array.from({ length: 50 }, async () => await workflow.call('forged')));
		expect(reads.mock.calls.length).toBeLessThanOrEqual(2);
	});

	test('once a second, for a flood while it cannot be read', async () => {
		const workflow = aWorkflow('own');
		reads.mockRejectedValue(new Error('The database is locked'));
		const calls = Array.from({ length: 20 }, async () => await workflow.call('forged'));
		expect(new Set((await Promise.all(calls)).map(([status]) => status))).toEqual(new Set([500]));
		expect(reads).toHaveBeenCalledTimes(1);
	});
});
