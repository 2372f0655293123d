import { putLast } from '../rules/putLast';
import { isWithin } from './recent';

/** For so long the same text of a chat may be the answer again, in milliseconds. */
const REPEATED_WITHIN_MS = 30_000;

/** For so long whoever does not know that a message came may deliver it again, in milliseconds. */
const COMES_AGAIN_WITHIN_MS = 600_000;

const MAX_MESSAGES = 10_000;

interface Offered {
	at: number;
	isTaken: Promise<boolean>;
	/** Whether its call is answered; while it is not, the same one is no new message */
	isAnswered: () => boolean;
	/** Whether its caller may deliver it again, for he does not know that it came */
	mayComeAgain: boolean;
}

/** What is known of a chat; times in milliseconds since 1970. */
interface ChatIs {
	toAnswer: (since: number) => boolean;
	askedSince: (since: number) => boolean;
}

/**
 * Remembers the messages without an ID that answered a question, for the same one may be delivered
 * again. It must neither answer another question nor start the workflow; but a person who was asked
 * two things answers "ya" and "ya".
 */
export class AnswerRepeats {
	private readonly messages = new Map<string, Offered>();

	/** When a chat has answered last, in milliseconds since 1970 */
	private readonly chats = new Map<string, number>();

	/** Of how many messages of a chat nobody knows yet whether they answer */
	private readonly offering = new Map<string, number>();

	/** Whether a message of this chat may be a delivery of one that answered, or is about to. */
	mayAnswer(chat: string): boolean {
		if (this.offering.has(chat)) return true;
		const at = this.chats.get(chat);
		return at !== undefined && isWithin(REPEATED_WITHIN_MS, at);
	}

	/**
	 * Whether a message is a delivery of one that answered. If not, it is remembered as one that may.
	 *
	 * @param chat what tells it apart from others
	 * @param message what tells the message apart: the chat, who wrote it, and the text
	 * @param chatIs whether its chat has a question open or was sent anything since the first one came, and
	 * whether it was asked anything since then
	 * @param caller whether its call is answered already, though its end is not told yet; and whether
	 * its caller knows at the end that it came
	 * @returns what to tell in the end: whether it answered; `doubtful` for one that comes so late that
	 * it may be a new message as well
	 */
	async take(
		chat: string,
		message: string,
		chatIs: ChatIs,
		{ isAnswered, knows }: { isAnswered: () => boolean; knows: () => boolean },
	): Promise<'repeat' | 'doubtful' | ((isTaken: boolean) => void)> {
		const first = this.messages.get(message);
		let settle: (isTaken: boolean) => void = () => {};
		const offered: Offered = {
			at: Date.now(),
			isTaken: new Promise((resolve) => (settle = resolve)),
			isAnswered,
			mayComeAgain: false,
		};
		// At once: what comes while this one waits for the first may be a delivery of it.
		putLast(this.messages, message, offered, MAX_MESSAGES);
		this.countOffers(chat, 1);
		const repeat = first && (await asRepeat(first, chatIs));
		if (first !== undefined && repeat !== undefined) {
			const { at } = first;
			// Who delivers it for the second time may have waited in vain as well.
			const mayComeAgain = first.mayComeAgain || !knows();
			Object.assign(offered, { at, isAnswered: () => true, mayComeAgain });
			this.countOffers(chat, -1);
			settle(true);
			return repeat;
		}
		return (isTaken) => {
			Object.assign(offered, { isAnswered: () => true, mayComeAgain: !knows() });
			if (isTaken) putLast(this.chats, chat, Date.now(), MAX_MESSAGES);
			this.countOffers(chat, -1);
			settle(isTaken);
		};
	}

	private countOffers(chat: string, change: number): void {
		const count = (this.offering.get(chat) ?? 0) + change;
		if (count === 0) this.offering.delete(chat);
		else this.offering.set(chat, count);
	}
}

/** What a message is when the same one came before; `undefined` for a new one. */
async function asRepeat(
	first: Offered,
	chatIs: ChatIs,
): Promise<'repeat' | 'doubtful' | undefined> {
	const overlaps = !first.isAnswered();
	const isLate = !overlaps && !isWithin(REPEATED_WITHIN_MS, first.at);
	if (isLate && !(first.mayComeAgain && isWithin(COMES_AGAIN_WITHIN_MS, first.at)))
		return undefined;
	const isTaken = await first.isTaken;
	if (!isTaken || !(overlaps || first.mayComeAgain || !chatIs.toAnswer(first.at))) return undefined;
	return isLate || (!overlaps && chatIs.askedSince(first.at)) ? 'doubtful' : 'repeat';
}
