import { asObject } from './parseObject';

/** Where the text of a message stands, in the order in which it is looked for. */
const TEXTS = ['text', 'conversation', 'caption'];

/**
 * Where it stands in what a customer taps on, and in what businesses send to be tapped on: without its
 * text, a loop with one of their bots would not be found. Elsewhere these names mean something else.
 */
const TEXTS_OF: Readonly<Record<string, readonly string[]>> = {
	buttonsResponseMessage: ['selectedDisplayText'],
	templateButtonReplyMessage: ['selectedDisplayText'],
	listResponseMessage: ['title'],
	buttonsMessage: ['contentText'],
	listMessage: ['description', 'title'],
	interactiveResponseMessage: ['body'],
	interactiveMessage: ['body'],
	hydratedTemplate: ['hydratedContentText'],
	hydratedFourRowTemplate: ['hydratedContentText'],
};

/** What a message is wrapped in: parts of WhatsApp's own form of it. What it quotes is none. */
const WRAPPERS = [
	'message',
	'extendedTextMessage',
	'imageMessage',
	'videoMessage',
	'documentMessage',
	'documentWithCaptionMessage',
	'ephemeralMessage',
	'viewOnceMessage',
	'viewOnceMessageV2',
	'viewOnceMessageV2Extension',
	'templateMessage',
	...Object.keys(TEXTS_OF),
];

/** A file with a caption, in a chat whose messages disappear, is eight deep. */
const DEEPEST = 8;

interface Found {
	text: string;
	/** Whether it belongs to a picture, a video, a file, or to something that was tapped on */
	isCaption: boolean;
}

/**
 * The text of an incoming message. Documented is text. On the same platform it may be an object with
 * `text` (observed in the callback's answers); other gateways give a picture's text as `caption` and
 * WhatsApp's own objects with `conversation` or `extendedTextMessage.text`.
 *
 * @param message as the body holds it
 * @returns `null` where it has no text, such as a picture without one
 */
export function messageText(message: unknown): string | null {
	return find(message)?.text ?? null;
}

/** Whether the text of a message belongs to something that may differ when the text does not. */
export function isCaption(message: unknown): boolean {
	return find(message)?.isCaption ?? false;
}

function find(message: unknown): Found | undefined {
	if (typeof message === 'number' || typeof message === 'boolean') {
		return { text: String(message), isCaption: false };
	}
	const all = textsIn(message, '', false, 0);
	return all.find(({ text }) => text.trim() !== '') ?? all[0];
}

/**
 * @param of the name of what it is, in what it is a part of
 * @param isPart whether there is more to it that may differ
 */
function textsIn(value: unknown, of: string, isPart: boolean, depth: number): Found[] {
	if (typeof value === 'string') return [{ text: value, isCaption: isPart || of === 'caption' }];
	const object = asObject(value);
	if (object === undefined || depth === DEEPEST) return [];
	const own = TEXTS_OF[of];
	return [...(own ?? []), ...TEXTS, ...WRAPPERS].flatMap((name) =>
		textsIn(object[name], name, isPart || own !== undefined, depth + 1),
	);
}
