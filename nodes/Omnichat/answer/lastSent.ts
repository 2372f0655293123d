import { putLast } from '../rules/putLast';

/** So many chats and persons at most are remembered, in one process. */
const MOST = 10_000;

/** When chats were last sent a message, and when they were last asked anything; whatever became of it. */
export class LastSent {
	/** By chat or person, in milliseconds since 1970 */
	private readonly sent = new Map<string, number>();
	private readonly asked = new Map<string, number>();

	/** By chat or person, the runs that asked what its link alone can answer */
	private readonly links = new Map<string, ReadonlySet<string>>();

	/** Those of them that can be answered still, and until when, in milliseconds since 1970 */
	private readonly linkRuns = new Map<string, number>();

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
		const open = [...(this.links.get(key) ?? [])].filter((other) => this.linkRuns.has(other));
		putLast(this.links, key, new Set([...open, run]), MOST);
		putLast(this.linkRuns, run, until, MOST);
	}

	/** A run that asked by link waits as long as its execution does, in milliseconds since 1970. */
	linkWaits(run: string, until: number): void {
		if (this.linkRuns.has(run)) this.linkRuns.set(run, until);
	}

	/** A run was answered, or waits for nobody. */
	forgetLink(run: string): void {
		this.linkRuns.delete(run);
	}

	/**
	 * Whether a chat or person was asked what only its link can answer, and still can.
	 *
	 * @param now in milliseconds since 1970
	 */
	hasLink(key: string, now: number): boolean {
		return [...(this.links.get(key) ?? [])].some((run) => (this.linkRuns.get(run) ?? 0) > now);
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
		return [chat, this.persons.get(chat) ?? ''].some((key) => (last.get(key) ?? 0) > since);
	}
}
