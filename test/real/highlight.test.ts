import { sendText } from '../sendText';
import { client, credential, gateway, useN8n } from './useN8n';
import { ACTION, inRow, ours, start } from './workflows';

jest.setTimeout(60_000);

useN8n();

test("an execution has the customer's number among n8n's highlighted data, if the user wants it", async () => {
	const customDataOf = async (options: { highlightRecipient?: boolean }, isThere: boolean) => {
		const nodes = [
			...start([{ phone: '0812-9064-1111', text: 'Halo' }]),
			ours('Omnichat', ACTION, credential, { ...sendText, options }),
		];
		const { id } = await client.createWorkflow({ name: 'Reply', nodes, connections: inRow(nodes) });
		const execution = await client.runWorkflow(id);
		// n8n stores it a moment after the end.
		for (let reads = 0; ; reads++) {
			const { status, customData = {} } = await client.waitForExecution(execution);
			expect(status).toBe('success');
			if (!isThere || customData['customer'] !== undefined || reads > 1_000) return customData;
		}
	};
	const highlighted = await customDataOf({ highlightRecipient: true }, true);
	expect(highlighted).toEqual({ customer: '+6281290641111' });
	expect(await customDataOf({}, false)).toEqual({});
	expect(gateway.accepted).toHaveLength(2);
});
