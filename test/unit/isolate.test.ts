import type { IWebhookFunctions } from 'n8n-workflow';

import { withoutIsolate } from '../../nodes/Omnichat/trigger/isolate';

/** A call as n8n keeps it, with what becomes of its VM for expressions. */
function aCall() {
	const events: string[] = [];
	const expression = {
		releaseIsolate: async () => void events.push('given back'),
		acquireIsolate: async () => void events.push('there again'),
	};
	return { events, context: contextWith({ expression }) };
}

const contextWith = (workflow: object | undefined) =>
	({ workflow }) as unknown as IWebhookFunctions;

const refuse = async () => await Promise.reject(new Error('n8n stops'));

test('the VM of a call is given back before it waits, and there again afterwards', async () => {
	const { events, context } = aCall();
	let end = () => {};
	const waited = new Promise<string>((resolve) => (end = () => resolve('all messages')));
	const result = withoutIsolate(context, waited);
	await new Promise(setImmediate);
	expect(events).toEqual(['given back']);
	end();
	expect(await result).toBe('all messages');
	expect(events).toEqual(['given back', 'there again']);
});

test('it is there again also when what was waited for fails', async () => {
	const { events, context } = aCall();
	await expect(withoutIsolate(context, refuse())).rejects.toThrow('n8n stops');
	expect(events).toEqual(['given back', 'there again']);
});

test.each<[what: string, workflow: object | undefined]>([
	['has no such VM', { expression: {} }],
	['keeps no expressions', {}],
	['keeps no workflow', undefined],
	['cannot give one any more', { expression: { releaseIsolate: refuse, acquireIsolate: refuse } }],
])('no message is lost where n8n %s', async (_what, workflow) => {
	const result = withoutIsolate(contextWith(workflow), Promise.resolve('all messages'));
	expect(await result).toBe('all messages');
});
