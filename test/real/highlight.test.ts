import { sendText } from '../sendText';
import { client, credential, gateway, useN8n } from './useN8n';
import { ACTION, inRow, ours, start } from './workflows';

jest.setTimeout(60_000);

useN8n();

test("an execution has the customer's number among n8n's highlighted data, if the user wants it", async () => {
	const customDataOf = async (options: { highlightRecipient?: boolean }) => {
		const nodes = [
			...start([{ phone: '0812-9064-1111', text: 'Halo' }]),
			ours('Omnichat', ACTION, credential, { ...sendText, options }),
		];
		const { id } = await client.createWorkflow({ name: 'Reply', nodes, connections: inRow(nodes) });
		const ended = await client.waitForExecution(await client.runWorkflow(id));
		expect(ended.status).toBe('success');
		return ended.customData;
	};
	expect(await customDataOf({ highlightRecipient: true })).toEqual({ customer: '+6281290641111' });
	expect(await customDataOf({})).toEqual({});
	expect(gateway.accepted).toHaveLength(2);
});
