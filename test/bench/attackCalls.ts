import { costlyCalls } from '../attacks/costlyCalls';
import type { WebhookCall } from '../engine/harness';
import { demo } from '../gateway';

/** A call as it goes over the wire, made before it is needed. */
export interface Call {
	body: ArrayBuffer;
	headers: Record<string, string>;
	/** Whether it comes without saying how long it is */
	isChunked: boolean;
}

/** What somebody does to stop n8n. */
export interface Attack {
	what: string;
	/** One call, or several that belong together */
	calls: Call[];
	/** What it is tried at, beside n8n's own Webhook node */
	at: ReadonlyArray<keyof typeof REFERENCES>;
}

/**
 * What n8n's own Webhook node is beside each of ours: one for which n8n reads the same bodies before
 * it asks the node. For type version 1, which the action node has, that is every body.
 */
export const REFERENCES = {
	trigger: 'webhook',
	reply: 'webhook',
	link: 'webhookOfVersion1',
} as const;

/** Forged calls that come in one moment. */
const FLOOD = 20;

const MEGABYTE = 1_000_000;

/** Every way to make n8n work that comes over a webhook or over a link to answer. */
export async function allAttacks(): Promise<Attack[]> {
	const attacks: Attack[] = [];
	for (const { what, call, status } of costlyCalls(demo.deviceKey)) {
		attacks.push({
			what,
			calls: [await overTheWire(call)],
			at: status === 200 ? ['trigger', 'reply', 'link'] : ['trigger', 'link'],
		});
	}
	const files = new FormData();
	files.set('device_key', demo.deviceKey);
	for (let file = 0; file < 50; file++) files.append('file', new File(['x'.repeat(20_000)], 'a'));
	const forged = Array.from({ length: FLOOD }, (_, index) => ({
		body: JSON.stringify({ device_key: `forged ${index}`, message: 'x'.repeat(10_000) }),
	}));
	const text = 'x '.repeat(MEGABYTE / 2);
	const form = 'application/x-www-form-urlencoded';
	return [
		...attacks,
		{ what: '50 files', calls: [await encoded(files)], at: ['trigger', 'link'] },
		{
			what: `${FLOOD} calls with forged keys`,
			calls: await Promise.all(forged.map(overTheWire)),
			at: ['trigger'],
		},
		{
			what: 'an answer of a megabyte',
			calls: [await overTheWire({ body: `answer=${text}`, contentType: form })],
			at: ['link'],
		},
		{
			what: 'an answer of a megabyte, as JSON',
			calls: [await overTheWire({ body: JSON.stringify({ answer: text }) })],
			at: ['link'],
		},
		{
			what: '100,000 answers',
			calls: [await overTheWire({ body: 'answer=x&'.repeat(1e5), contentType: form })],
			at: ['link'],
		},
	];
}

/** A call of the tests in n8n's engine, as it comes to a real n8n. */
async function overTheWire({
	body = '',
	contentType = 'application/json',
	headers = {},
	multipart,
}: WebhookCall): Promise<Call> {
	if (multipart === undefined) {
		return {
			body: new Uint8Array(Buffer.from(body)).buffer,
			headers: {
				...(headers['Content-Encoding'] && { 'content-encoding': headers['Content-Encoding'] }),
				...(contentType !== null && { 'content-type': contentType }),
			},
			isChunked: 'Transfer-Encoding' in headers,
		};
	}
	const form = new FormData();
	for (const [name, values] of Object.entries(multipart.data as object)) {
		for (const value of [values as unknown].flat()) form.append(name, String(value));
	}
	return await encoded(form);
}

async function encoded(form: FormData): Promise<Call> {
	const response = new Response(form);
	return {
		body: await response.arrayBuffer(),
		headers: { 'content-type': response.headers.get('content-type') ?? '' },
		isChunked: false,
	};
}
