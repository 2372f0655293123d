import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { demo } from '../gateway';
import { jsonOf } from '../n8n/client';
import { client, credential, gateway, useN8n } from './useN8n';
import { activateTriggered, askSomebody, credentialFor, node, ours, TRIGGER } from './workflows';

jest.setTimeout(120_000);

useN8n();

const MANAGER = '6281290642222';

/** Asks the manager with a node of that name, and gives the link that he got. */
const ask = async (name: string) =>
	await askSomebody(
		{ client, gateway, credential },
		{ phone: MANAGER, message: 'May Budi have 20%?' },
		name,
	);

const answer = async (link: string) =>
	await fetch(link, { method: 'POST', body: new URLSearchParams({ answer: 'approve' }) });

test('posts without a readable answer have the workflow wait on, and the answer after them counts', async () => {
	const { execution, link } = await ask('Ask');
	for (const request of [
		{},
		{ body: 'null', headers: { 'content-type': 'application/json' } },
		{ body: 'answer=approve', headers: { 'content-type': 'application/octet-stream' } },
		{ body: '--a--', headers: { 'content-type': 'multipart/mixed; boundary=a' } },
		{ body: new FormData() },
	]) {
		expect((await fetch(link, { method: 'POST', ...request })).status).toBe(422);
		await client.untilItWaits(execution);
	}
	expect((await answer(link)).status).toBe(200);
	expect(jsonOf(await client.waitForNode(execution, 'After'), 'After')).toMatchObject([
		{ data: { approved: true } },
	]);
});

test.each(['prototype', 'Ask .constructor now', 'line\u2028separator'])(
	'the preview of a link opens the page of a node named %p, and answers nothing',
	async (name) => {
		const { execution, link } = await ask(name);
		const page = await fetch(link);
		expect([page.status, await page.text()]).toEqual([
			200,
			expect.stringContaining('May Budi have 20%?'),
		]);
		await client.untilItWaits(execution);
		expect((await answer(link)).status).toBe(200);
	},
);

/** Files of the temporary folder with this text in them. */
function filesWith(text: string): string[] {
	return readdirSync(tmpdir())
		.map((file) => path.join(tmpdir(), file))
		.filter((file) => {
			const found = statSync(file, { throwIfNoEntry: false });
			return found?.isFile() && found.size < 1_000 && readFileSync(file, 'utf8').includes(text);
		});
}

test('calls with files leave none of them on the disk, refused calls too, and start the workflow with their fields', async () => {
	const { id, url } = await activateTriggered(client, 'Files', [
		ours('Omnichat Trigger', TRIGGER, credential, { triggerOn: 'any', options: {} }),
		node('After', 'n8n-nodes-base.noOp'),
	]);
	const { link } = await ask('Ask');
	const marker = randomUUID();
	for (const target of [url, link]) {
		const body = new FormData();
		body.set('device_key', demo.deviceKey);
		body.set('message', 'Look at this');
		body.set('file', new File([marker], 'a.txt'));
		body.append('more', new File([marker], 'b.txt'));
		body.append('more', new File([marker], 'c.txt'));
		const { status } = await fetch(target, { method: 'POST', body });
		expect(status).toBe(target === url ? 200 : 422);
	}
	// They are removed a moment after the answer.
	while (filesWith(marker).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
	const [execution] = await client.waitForExecutions(id, 1);
	expect(execution && jsonOf(execution, 'After')).toMatchObject([
		{ message: 'Look at this', payload: { device_key: '***' } },
	]);
	await client.deactivate(id);
});

/** What n8n has written into its log, by itself and nothing changed, about our trigger in a workflow. */
function logOf(workflow: string): string[] {
	const log = readFileSync(globalThis.n8nLogFile ?? '', 'utf8');
	return log
		.split('\n')
		.filter((line) => line.includes('Omnichat Trigger') && line.includes(`"${workflow}"`));
}

test('a call that starts nothing is answered and stands in the log, and two bots are stopped', async () => {
	const name = `Said in the log ${randomUUID()}`;
	const { id, url } = await activateTriggered(client, name, [
		ours('Omnichat Trigger', TRIGGER, credential, {
			triggerOn: 'personal',
			options: { stopLoopsAfter: 0.5 },
		}),
		node('After', 'n8n-nodes-base.noOp'),
	]);
	const message = {
		device_key: demo.deviceKey,
		name: 'Budi',
		from: '6281255557890',
		message: 'We are closed',
		type: 'single',
	};
	const deliver = async (changes: object) => {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ ...message, ...changes }),
		});
		const { message: answer } = (await response.json()) as { message: string };
		return [response.status, answer];
	};
	const started = [200, 'Workflow was started'];

	for (const from of ['status@broadcast', 'status', '120363041234567890']) {
		expect(await deliver({ from })).toEqual([200, 'Ignored: a story or a channel is no chat']);
	}
	expect(await deliver({ from: '120363041234567890', type: 'group' })).toEqual([
		200,
		'Ignored by the filter',
	]);
	for (const device_key of ['forged', 'forged again']) {
		expect(await deliver({ device_key })).toEqual([403, 'The device key is not known here']);
	}
	const text = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'no JSON' };
	expect((await fetch(url, text)).status).toBe(400);
	expect(await deliver({ message_id: 'X', from: '6281244447890' })).toEqual(started);
	expect((await deliver({ message_id: 'X', from: '6281244447890' }))[1]).toContain('repeat');

	// Of 20 seconds six messages count: half a minute's worth is there in the next 20.
	let answer = started;
	const from = Date.now();
	while (answer[1] === started[1] && Date.now() - from < 60_000) {
		await new Promise((resolve) => setTimeout(resolve, 500));
		answer = await deliver({});
	}
	expect(answer).toEqual([200, expect.stringContaining('Held back')]);
	expect(await deliver({ from: '6281298765432' })).toEqual(started);

	await client.deactivate(id);
	const log = logOf(name);
	for (const said of [
		'Include Stories and Channels',
		"'All Messages' lets it in",
		'no device key of this trigger',
		'Its body is not one JSON object',
		'Ignore Repeats (Seconds)',
		'(…7890@s.whatsapp.net) has been writing for minutes',
	]) {
		expect(log.filter((line) => line.includes(said))).toHaveLength(1);
	}
	expect(log).toHaveLength(6);
	expect(log.join()).not.toMatch(/forged|closed|no JSON|55557890/);
	expect(log.join()).not.toContain(demo.deviceKey);
});

test('Allowed Senders that names a variable which is not there lets nobody in, and says so in the log', async () => {
	const name = `Nobody ${randomUUID()}`;
	const { id, url } = await activateTriggered(client, name, [
		ours('Omnichat Trigger', TRIGGER, credential, {
			triggerOn: 'any',
			options: { allowedSenders: '={{ $vars.nobody }}' },
		}),
		node('After', 'n8n-nodes-base.noOp'),
	]);
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ device_key: demo.deviceKey, from: '6281234567890', message: 'halo' }),
	});
	expect([response.status, await response.json()]).toEqual([
		200,
		{ message: 'Ignored by the filter' },
	]);
	await client.deactivate(id);
	expect(logOf(name)).toEqual([expect.stringContaining('Allowed Senders')]);
});

test('a trigger whose credential lost its device key after it was published says so in the log', async () => {
	const name = `No key ${randomUUID()}`;
	const changing = credentialFor(gateway);
	const stored = await client.createCredential(changing);
	const { id, url } = await activateTriggered(client, name, [
		ours('Omnichat Trigger', TRIGGER, stored, { triggerOn: 'any' }),
		node('After', 'n8n-nodes-base.noOp'),
	]);
	const data = { ...changing.data, deviceKey: '' };
	await client.updateCredential(stored.id, { ...changing, data });
	const body = JSON.stringify({ device_key: demo.deviceKey, message: 'halo' });
	expect((await fetch(url, { method: 'POST', body })).status).toBe(500);
	await client.deactivate(id);
	expect(logOf(name)).toEqual([expect.stringContaining('The credential has no device key')]);
});

test('the test of a credential whose server never answers ends, and has failed', async () => {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	try {
		const result = await client.testCredential(
			credentialFor(gateway, { baseUrl: `http://127.0.0.1:${port}` }),
		);
		expect(result.status).toBe('Error');
	} finally {
		server.close();
	}
});
