import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { groupsOf } from '../rules/groupsOf';
import { asObject } from '../rules/parseObject';
import { readAtMost } from '../transport/webhookCall';

/** A body that n8n received, before any node has looked at it. */
export interface ReceivedBody {
	/** The bytes as they came, where n8n kept them */
	raw: Buffer | undefined;
	/** What n8n made of them */
	parsed: unknown;
	/** The content type that the call says, without its parameters */
	contentType: string | undefined;
}

/** What n8n adds to a request beside what Express knows. */
interface RequestOfN8n {
	contentType?: string;
	rawBody?: Buffer;
}

const MULTIPART = 'multipart/form-data';

/** WhatsApp's messages end at 65,536 characters: more than this many bytes are no message. */
const MAX_BYTES = 1_000_000;

/** The documented body has four fields, the observed one five. */
const MAX_FIELDS = 100;

/** No message of the platform is nested deeper; deeper ones could exhaust the stack later on. */
const MAX_DEPTH = 32;

/** A message of WhatsApp has some hundred values; each costs n8n several times, here and in later nodes. */
const MAX_VALUES = 10_000;

/**
 * Takes the body of a webhook call from n8n, which does not read one whose content type it cannot
 * parse (n8n 2.41.1 and 1.123.81, `parseRequestBody`).
 *
 * @returns `undefined` when it cannot be read: cut, or not packed as it says; `tooLarge` above 1 MB
 */
export async function receiveBody(
	context: IWebhookFunctions,
): Promise<ReceivedBody | 'tooLarge' | undefined> {
	const request = context.getRequestObject();
	const parsed = context.getBodyData() as unknown;
	if (Number(request.headers['content-length']) > MAX_BYTES) return 'tooLarge';
	const ofN8n = request as typeof request & RequestOfN8n;
	const isUnread = ofN8n.rawBody === undefined && isNothing(parsed);
	if (isUnread) {
		try {
			if (!(await readAtMost(request, MAX_BYTES))) return 'tooLarge';
		} catch {
			return undefined;
		}
	}
	const { rawBody: raw, contentType } = ofN8n;
	if (contentType === MULTIPART && isTooLong(partsOf(parsed))) return 'tooLarge';
	return raw !== undefined && raw.length > MAX_BYTES ? 'tooLarge' : { raw, parsed, contentType };
}

const isNothing = (parsed: unknown) => Object.keys(asObject(parsed) ?? {}).length === 0;

/**
 * Reads the JSON object that a webhook call carries, whatever content type it claims to have. A list
 * of one counts as what it holds.
 *
 * The documented call is curl's `--data`, which says form-urlencoded and sends JSON: n8n would split
 * the text at `&`, `=`, `+` and `%`. So the bytes themselves are read. A body that was really
 * encoded as a form, as one value, as `payload` or as fields, is understood too, also in parts
 * (`multipart/form-data`, which n8n gives as `{ data, files }`). What n8n has read as JSON is not
 * read a second time.
 *
 * @returns the object, or `undefined` when the body is no JSON object
 */
export function readBody({ raw, parsed, contentType }: ReceivedBody): IDataObject | undefined {
	if (contentType === MULTIPART) return fromFields(partsOf(parsed));
	if (contentType?.startsWith('multipart/')) return undefined;
	const isRead = contentType === 'application/json' || raw === undefined || raw.length === 0;
	return isRead ? oneObject(parsed) : fromText(raw.toString('utf8'));
}

function oneObject(value: unknown): IDataObject | undefined {
	return asObject(Array.isArray(value) && value.length === 1 ? value[0] : value);
}

function fromText(text: string): IDataObject | undefined {
	const body = text.replace(/^\uFEFF/, '').trim();
	if (isJson(body)) return fromJson(body);
	// As curl's --data sends it: the JSON is not encoded, and & and = in it part no fields.
	const [payload] = groupsOf(/^payload=([{[].*)/s, body);
	return fromJson(payload) ?? fromForm(body);
}

const isJson = (text: string) => /^\s*[{[]/.test(text);

function fromJson(text: string): IDataObject | undefined {
	try {
		return oneObject(JSON.parse(text));
	} catch {
		return undefined;
	}
}

/** Node.js takes apart many fields in quadratic time (24.21): they are counted first. */
function fromForm(text: string): IDataObject | undefined {
	if (text.split('&', MAX_FIELDS + 1).length > MAX_FIELDS) return undefined;
	const fields = [...new URLSearchParams(text)];
	const [first] = fields;
	if (fields.length === 1 && first !== undefined && isJson(first[0])) return fromJson(first[0]);
	return fromFields(Object.fromEntries(fields));
}

function fromFields(fields: IDataObject): IDataObject | undefined {
	if (Object.keys(fields).length > MAX_FIELDS) return undefined;
	if (Object.hasOwn(fields, 'device_key')) return fields;
	return typeof fields.payload === 'string' ? fromJson(fields.payload) : undefined;
}

const partsOf = (parsed: unknown): IDataObject => asObject(asObject(parsed)?.data) ?? {};

/** Of parts, only n8n knows the bytes, and a call need not say how many it brings. */
function isTooLong(parts: IDataObject): boolean {
	const texts = Object.entries(parts).flat(2);
	return texts.reduce<number>((sum, text) => sum + String(text).length, 0) > MAX_BYTES;
}

/**
 * Removes `__proto__` keys in place, which could reach a prototype. Goes level by level instead of
 * calling itself, so that a deeply nested body cannot exhaust the stack.
 *
 * @returns false when the object is nested deeper than 32 levels, or holds more than 10,000 values
 */
export function makeSafe(payload: IDataObject): boolean {
	let level: object[] = [payload];
	let values = 0;
	for (let depth = 0; depth < MAX_DEPTH; depth++) {
		const next: object[] = [];
		for (const value of level) {
			Reflect.deleteProperty(value, '__proto__');
			const entries = Object.values(value) as unknown[];
			values += entries.length;
			if (values > MAX_VALUES) return false;
			for (const entry of entries) {
				if (typeof entry === 'object' && entry !== null) next.push(entry);
			}
		}
		if (next.length === 0) return true;
		level = next;
	}
	return false;
}
