import type { IncomingMessage } from './incomingMessage';

/** One of the messages that start the workflow together. */
export interface BundledMessage {
	/** Who wrote it: in a group several do */
	name: string | null;
	/** null where it has none, such as a picture without a caption */
	text: string | null;
	/** When it came in, such as 2026-01-31T08:15:00.000Z */
	time: string;
	/** Only where the body brings one */
	messageId?: string;
}

/** A message that came in, before it is known which others start the workflow with it. */
export interface Arrived {
	message: IncomingMessage;
	/** In milliseconds since 1970 */
	at: number;
}

/**
 * Makes one item of the messages of a chat. The texts stand in it one a line; all the rest is of the
 * last one, which is the one that an answer follows.
 *
 * @param arrived in their order, at least one
 */
export function joined(
	arrived: readonly Arrived[],
): Partial<IncomingMessage> & { messages: BundledMessage[] } {
	const messages = arrived.map(toBundled);
	const texts = messages.flatMap(({ text }) => text ?? []);
	const message = texts.length === 0 ? null : texts.join('\n');
	return { ...arrived.at(-1)?.message, message, chatInput: message ?? '', messages };
}

function toBundled({ message: { name, message, messageId }, at }: Arrived): BundledMessage {
	return {
		name,
		text: message,
		time: new Date(at).toISOString(),
		...(messageId !== undefined && { messageId }),
	};
}
