import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { asObject, parseObject } from '../rules/parseObject';

/** A body that n8n received, before any node has looked at it. */
export interface ReceivedBody {
	/** The bytes as they came, where n8n kept them */
	raw: Buffer | undefined;
	/** What n8n made of them */
	parsed: unknown;
}

/** What n8n adds to a request beside what Express knows. */
interface RequestOfN8n {
	rawBody?: Buffer;
	readRawBody?(): Promise<void>;
}

/**
 * Takes the body of a webhook call from n8n, which does not read one whose content type it cannot
 * parse (n8n 2.41.1 and 1.123.81, `parseRequestBody`).
 *
 * @throws what n8n throws when the body cannot be read: cut, too large or not packed as it says
 */
export async function receiveBody(context: IWebhookFunctions): Promise<ReceivedBody> {
	const request = context.getRequestObject() as unknown as RequestOfN8n;
	const parsed = context.getBodyData() as unknown;
	const isUnread = request.rawBody === undefined && isNothing(parsed);
	if (isUnread) await request.readRawBody?.();
	return { raw: request.rawBody, parsed };
}

const isNothing = (parsed: unknown) => Object.keys(asObject(parsed) ?? {}).length === 0;

/** No message of the platform is nested deeper; deeper ones could exhaust the stack later on. */
const MAX_DEPTH = 32;

/**
 * Reads the JSON object that a webhook call carries, whatever content type it claims to have.
 *
 * The documented call is curl's `--data`, which says form-urlencoded and sends JSON: n8n would split
 * the text at `&`, `=`, `+` and `%`. So the bytes themselves are read. A body that was really
 * encoded as a form, as one value or as fields, is understood too.
 *
 * @returns the object, without keys that could reach a prototype, or `undefined` when the body is
 * no JSON object
 */
export function readBody({ raw, parsed }: ReceivedBody): IDataObject | undefined {
	const payload =
		raw === undefined || raw.length === 0 ? asObject(parsed) : fromText(raw.toString('utf8'));
	return payload !== undefined && makeSafe(payload) ? payload : undefined;
}

function fromText(text: string): IDataObject | undefined {
	const json = text.replace(/^\uFEFF/, '').trim();
	return json.startsWith('{') ? parseObject(json) : fromForm(json);
}

function fromForm(text: string): IDataObject | undefined {
	const fields = [...new URLSearchParams(text)];
	const [first] = fields;
	if (fields.length === 1 && first?.[0].startsWith('{')) return parseObject(first[0]);
	return fields.some(([name]) => name === 'device_key') ? Object.fromEntries(fields) : undefined;
}

/**
 * Removes `__proto__` keys in place. Goes level by level instead of calling itself, so that a
 * deeply nested body cannot exhaust the stack.
 *
 * @returns false when the object is nested deeper than 32 levels
 */
function makeSafe(payload: IDataObject): boolean {
	let level: object[] = [payload];
	for (let depth = 0; depth < MAX_DEPTH; depth++) {
		const next: object[] = [];
		for (const value of level) {
			if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
			for (const entry of Object.values(value) as unknown[]) {
				if (typeof entry === 'object' && entry !== null) next.push(entry);
			}
		}
		if (next.length === 0) return true;
		level = next;
	}
	return false;
}
