import { putLast } from '../rules/putLast';

/** So many chats and persons at most are remembered, in one process. */
const MOST = 10_000;

/** When chats were last sent a message, and when they were last asked anything; whatever became of it. */
export class LastSent {
	/** By chat or person, in milliseconds since 1970 */
	private readonly sent = new Map<string, number>();
	private readonly asked = new Map<string, number>();

	/** By chat or person, the run that asked last what its link alone can answer, and how long it waits */
	private readonly links = new Map<string, { run: string; until: number }>();

	/** By chat, who it is */
	private readonly persons = new Map<string, string>();

	/**
	 * @param key of the chat, or of the person where another chat may be meant as well
	 * @param now in milliseconds since 1970
	 */
	note(key: string, now: number, asks: boolean): void {
		putLast(this.sent, key, now, MOST);
		if (asks) putLast(this.asked, key, now, MOST);
	}

	/**
	 * Notes that a chat or person was asked what only its link can answer.
	 *
	 * @param until in milliseconds since 1970
	 */
	noteLink(key: string, run: string, until: number): void {
		putLast(this.links, key, { run, until }, MOST);
	}

	/**
	 * @param now in milliseconds since 1970
	 * @returns the run that asked a chat last what only its link can answer, and waits still
	 */
	linkIn(chat: string, now: number): string | undefined {
		return this.keysOf(chat)
			.map((key) => this.links.get(key))
			.find((link) => link !== undefined && link.until > now)?.run;
	}

	/** Notes who a chat is: what its person was sent may be meant, too. */
	noteWho(chat: string, person: string): void {
		putLast(this.persons, chat, person, MOST);
	}

	/** Whether a chat was sent anything after that time, in milliseconds since 1970. */
	isSentSince(chat: string, since: number): boolean {
		return this.isSince(this.sent, chat, since);
	}

	/** Whether a chat was asked anything after that time, in milliseconds since 1970. */
	isAskedSince(chat: string, since: number): boolean {
		return this.isSince(this.asked, chat, since);
	}

	private isSince(last: ReadonlyMap<string, number>, chat: string, since: number): boolean {
		return this.keysOf(chat).some((key) => (last.get(key) ?? 0) > since);
	}

	/** What a message to a chat may be noted under. */
	private keysOf(chat: string): string[] {
		return [chat, this.persons.get(chat) ?? ''];
	}
}
