import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { registerCredentialType, runNode } from '../engine/harness';
import { sendText } from '../sendText';

jest.setTimeout(60_000);

let server: Server;
let url: string;
/** What the server answers. */
let answer: { status?: number; body: string };

beforeAll(async () => {
	registerCredentialType(new OmnichatApi());
	server = createServer((_request, response) => {
		response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json' });
		response.end(answer.body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

const send = async (apiKey: string) =>
	await runNode(new Omnichat(), {
		credentials: { omnichatApi: { apiKey, deviceKey: 'D', baseUrl: url } },
		items: [{ phone: '081234567890', text: 'Halo' }],
		parameters: sendText,
	});

test('a server that answers with 5,000 levels has the message count as what it is: accepted', async () => {
	for (const [open, close] of [
		['[', ']'],
		['{"a":', '}'],
	] as const) {
		const deep = `${open.repeat(5_000)}1${close.repeat(5_000)}`;
		answer = { body: `{"status":true,"message":${deep},"more":${deep}}` };
		const { error, output } = await send('KEY');
		expect(error).toBeUndefined();
		expect(output[0]).toMatchObject([{ json: { status: true } }]);
	}
});

test('a server that repeats a key with signs in it, encoded, does not show it to anybody', async () => {
	const key = 'k+y/Secret=1 "&';
	for (const form of [key, encodeURIComponent(key), `${new URLSearchParams({ key })}`]) {
		answer = { status: 401, body: JSON.stringify({ status: false, message: `No: ${form}` }) };
		const { error, run, logs } = await send(key);
		expect(error?.description).toContain('***');
		for (const seen of [JSON.stringify(run.data.resultData), JSON.stringify(logs)]) {
			expect(seen).not.toMatch(/Secret/);
		}
	}
});
