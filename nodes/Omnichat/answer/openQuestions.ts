import { putLast } from '../rules/putLast';
import { IdsByKey } from './idsByKey';
import { LastSent } from './lastSent';

/** A question that a chat can answer, as it is remembered. Nothing in it tells whom or what was asked. */
export interface OpenQuestion {
	/** Tells it apart from all others */
	id: string;
	/** The workflow that asked */
	workflowId: string;
	/** The run of the node that asked: one answer closes all of its questions */
	run: string;
	/** The chat and the device that asked, as `chatKey` gives them */
	chat: string;
	/** Who was asked, as `personKey` gives it; absent where an older version has stored it */
	person?: string;
	/** It is a group, whose messages all devices in it get */
	isGroup?: true;
	/** The address that the answer is handed over to, sealed; empty where its link alone can answer it */
	address: string;
	/** When it was asked, and until when it can be answered, in milliseconds since 1970 */
	askedAt: number;
	until: number;
	/** Since when n8n has been told that the execution waits; absent while the run still asks others */
	waitsSince?: number;
	/** The chat cannot answer it: only its link can, or nobody knows yet what became of its message */
	takesNone?: true;
	/** Whoever was asked may not have seen it: what he writes may be meant for an older one */
	isUnsure?: true;
	/** It is unsure, and what is written may be meant for another one, which may have ended since */
	isBeside?: true;
	/** The only writer whose answer it takes, since a newer one of its chat has ended; absent: anybody's */
	onlyFrom?: string;
}

/** A question that is asked anew, as an earlier try of its run has asked it. */
export interface AskedBefore {
	known: OpenQuestion;
	/** Whether its chat, or its group, could answer anything newer when it was asked anew */
	hasNewer: boolean;
}

/** What tells a question apart, and where it is asked. */
type Asked = Pick<OpenQuestion, 'id' | 'chat' | 'person' | 'isGroup'>;

/** Nobody: a newer question of the chat has ended without an answer from it. */
const NOBODY = '';

/** So many questions at most are remembered, in one process and for one workflow. */
const MOST_QUESTIONS = 10_000;
const MOST_STORED = 500;

/** So many of those that were closed are known as such. */
const MOST_CLOSED = 10_000;

/**
 * The questions that can be answered in chats, and the runs whose question is closed. It is the memory
 * of this process; what is stored with a workflow comes in when its trigger is called.
 */
export class OpenQuestions {
	/** By ID, those that were asked last at the end */
	private readonly open = new Map<string, OpenQuestion>();

	/** Each message that comes in asks for those of its chat, each question for those of its person */
	private readonly byChat = new IdsByKey();
	private readonly byPerson = new IdsByKey();

	/** What the chats were sent, questions and other messages */
	readonly lastSent = new LastSent();

	/** By run, the message that answered it, where it was one */
	private readonly closed = new Map<string, string | undefined>();

	/** Remembers a question, in place of what was known of it; one that is closed stays closed. */
	add(question: OpenQuestion): void {
		if (this.closed.has(question.run)) return;
		const { id, chat, person } = question;
		const { askedAt, onlyFrom } = this.open.get(id) ?? question;
		this.open.set(id, { ...question, askedAt, ...(onlyFrom !== undefined && { onlyFrom }) });
		this.byChat.add(chat, id, askedAt);
		if (person !== undefined) {
			this.byPerson.add(person, id, askedAt);
			this.lastSent.noteWho(chat, person);
		}
		const [oldest] = this.open.keys();
		if (this.open.size > MOST_QUESTIONS && oldest !== undefined) this.forget(oldest);
	}

	/** Takes in questions that are stored, unless this process knows better. */
	recall(questions: readonly OpenQuestion[]): void {
		const unknown = questions.filter(({ id }) => !this.open.has(id));
		const ended = unknown.filter(({ run }) => this.closed.has(run));
		if (ended.length === unknown.length) return;
		for (const question of unknown) this.add(question);
		// Its link may have been opened before the older ones were known here.
		for (const question of ended) {
			this.keepOlder(question, writerOf(this.closed.get(question.run)));
		}
	}

	/** Forgets a question that was not asked after all. */
	forget(id: string): void {
		const { chat = '', person = '' } = this.open.get(id) ?? {};
		this.open.delete(id);
		this.byChat.forget(chat, id);
		this.byPerson.forget(person, id);
	}

	/**
	 * Forgets what an earlier try of its run asked, for it is asked anew. Was that another chat, nothing
	 * older takes what is written there.
	 *
	 * @returns what was forgotten
	 */
	askAnew(id: string, chat: string): AskedBefore | undefined {
		const known = this.open.get(id);
		if (known === undefined) return undefined;
		const isNewer = ({ askedAt }: OpenQuestion) => askedAt > known.askedAt;
		const hasNewer = isAny(this.others(known), isNewer) || this.hasLink(known, Date.now());
		this.forget(id);
		if (known.chat !== chat) this.keepOlder(known, NOBODY);
		return { known, hasNewer };
	}

	/**
	 * Remembers again what was forgotten for it was asked anew, in a chat that did not get it. What has
	 * ended meanwhile in that chat counts for this one, too. Was it another chat, and its own was asked
	 * anything since, what is written there is no answer.
	 *
	 * @param since when it was asked anew, in milliseconds since 1970
	 */
	putBack({ known, hasNewer }: AskedBefore, chat: string, since: number): void {
		const { onlyFrom } = this.open.get(known.id) ?? {};
		this.forget(known.id);
		this.add(known);
		const [back] = this.all([known.id]);
		if (back === undefined) return;
		if (known.chat === chat) {
			if (onlyFrom !== undefined) keepFor(back, onlyFrom);
		} else if (this.lastSent.isAskedSince(known.chat, hasNewer ? known.askedAt : since - 1)) {
			keepFor(back, NOBODY);
		}
	}

	/**
	 * When a question is asked that is to be the newest of its chat or group, in milliseconds since 1970:
	 * a clock may have been put back since the one before.
	 */
	newestAt({ chat, person = '', isGroup }: Omit<Asked, 'id'>, now: number): number {
		const inGroup = isGroup === true ? this.byPerson.newestAt(person) : -Infinity;
		return Math.max(now, this.byChat.newestAt(chat) + 1, inGroup + 1);
	}

	/**
	 * A further try of a run begins, which waited for an answer already: n8n tries again whatever gives an
	 * error first, also where others were asked (2.41.1, `checkFailure`). It runs until it waits anew.
	 */
	runsAgain(run: string): void {
		for (const question of this.open.values()) {
			if (question.run === run) delete question.waitsSince;
		}
	}

	/**
	 * A run waits for answers now, also to what an earlier try of it has asked.
	 *
	 * @param now in milliseconds since 1970, as `until`, which is absent where it waits as long as before
	 */
	waits(run: string, now: number, until?: number): void {
		if (until !== undefined) this.lastSent.linkWaits(run, until);
		for (const question of this.open.values()) {
			if (question.run !== run) continue;
			question.waitsSince ??= now;
			question.until = until ?? question.until;
			if (question.isUnsure === true && this.mayMeanAnother(question, now)) keepNone(question);
		}
	}

	/**
	 * Forgets all questions of a run for good: it was answered, or can be answered no more.
	 *
	 * Who writes to one of its chats later may mean the question that has ended. So an older one takes
	 * the answers of whoever answered the newer one, and of nobody else.
	 *
	 * @param message what answered it, where a chat has
	 */
	close(run: string, message = this.closed.get(run)): void {
		putLast(this.closed, run, message, MOST_CLOSED);
		this.lastSent.forgetLink(run);
		this.end((question) => question.run === run, writerOf(message));
	}

	/** Forgets all questions whose time is up. A further try of their run has its own. */
	forgetOverdue(now: number): void {
		this.end(({ until }) => until <= now, NOBODY);
	}

	/**
	 * Forgets all questions of a run that waits for nobody. A further try of it may ask them again.
	 *
	 * @returns whether there were any
	 */
	giveUp(run: string): boolean {
		this.lastSent.forgetLink(run);
		return this.end((question) => question.run === run, NOBODY);
	}

	/**
	 * @param writer who has answered them in their chat, if anybody
	 * @returns whether there were any
	 */
	private end(isEnded: (question: OpenQuestion) => boolean, writer: string): boolean {
		/** By chat, the newest of those */
		const ended = new Map<string, OpenQuestion>();
		for (const question of this.open.values()) {
			if (!isEnded(question)) continue;
			this.forget(question.id);
			const newest = ended.get(question.chat);
			if (newest === undefined || newest.askedAt <= question.askedAt) {
				ended.set(question.chat, question);
			}
		}
		for (const question of ended.values()) this.keepOlder(question, writer);
		return ended.size > 0;
	}

	/**
	 * In a group, what a writer says to one device comes to the others too: none of them can tell it apart,
	 * and nobody answers what is older than a question of theirs.
	 */
	private keepOlder(ended: OpenQuestion, writer: string): void {
		let since = -Infinity;
		for (const older of this.elsewhere(ended)) {
			if (older.askedAt > ended.askedAt) continue;
			since = Math.max(since, older.askedAt);
			keepFor(older, NOBODY);
		}
		for (const older of this.inChat(ended.chat)) {
			if (older.askedAt <= ended.askedAt) keepFor(older, older.askedAt <= since ? NOBODY : writer);
		}
	}

	/** What the same group was asked through other devices. */
	private *elsewhere({ chat, person = '', isGroup }: Asked): Iterable<OpenQuestion> {
		if (isGroup !== true) return;
		for (const other of this.all(this.byPerson.of(person))) if (other.chat !== chat) yield other;
	}

	/** The chats, each with a device, in which somebody was asked something that can be answered. */
	chatsOf(person: string): string[] {
		return [...new Set([...this.all(this.byPerson.of(person))].map(({ chat }) => chat))];
	}

	/** Whether a run has any questions. */
	isOpen(run: string): boolean {
		return isAny(this.open.values(), (question) => question.run === run);
	}

	/**
	 * Whether the chat of a question, or its group, may answer another one. One whose time is up may be
	 * asked anew by another try of its run.
	 */
	isAskedElse(question: Asked): boolean {
		const mayAnswer = ({ address, onlyFrom }: OpenQuestion) =>
			address !== '' && onlyFrom !== NOBODY;
		return isAny(this.others(question), mayAnswer);
	}

	/**
	 * Whether what its chat, or its group, writes may be meant for another question, also for one that takes
	 * no answer from it.
	 *
	 * @param now in milliseconds since 1970
	 */
	mayMeanAnother(question: Asked, now: number): boolean {
		return this.hasOther(question) || this.hasLink(question, now);
	}

	/** Whether its chat, or its group, has any other question, also one that takes no answer any more. */
	hasOther(question: Asked): boolean {
		return isAny(this.others(question), () => true);
	}

	private hasLink({ chat, person = '' }: Asked, now: number): boolean {
		return [chat, person].some((key) => this.lastSent.hasLink(key, now));
	}

	/** Who has seen a newer question answers that: what he may not have seen takes nothing from its chat. */
	closeUnsure(question: Asked): void {
		for (const other of this.others(question)) {
			if (other.isUnsure === true) keepNone(other);
		}
	}

	/** What its chat, or its group, was asked beside it. */
	private *others(question: Asked): Iterable<OpenQuestion> {
		for (const other of this.inChat(question.chat)) if (other.id !== question.id) yield other;
		yield* this.elsewhere(question);
	}

	/** @returns what is known of it now, `undefined` where it is closed or was forgotten */
	find(id: string): OpenQuestion | undefined {
		return this.open.get(id);
	}

	/** The message of a chat that answered the question of a run, where it was one and is known. */
	answeredBy(run: string): string | undefined {
		return this.closed.get(run);
	}

	/**
	 * The questions that somebody in a chat can answer now, the newest first. What he writes may be meant
	 * for one whose time is up, or that takes no answer: no older one takes it. One that he may not have
	 * seen takes it only where there is no older one.
	 *
	 * @param writer what the IDs of all his messages begin with
	 */
	of(chat: string, now: number, writer: string): OpenQuestion[] {
		const questions = this.answerable(chat, now, () => true);
		const isOlder = (question: OpenQuestion, { askedAt, until, onlyFrom }: OpenQuestion) =>
			askedAt < question.askedAt && until > now && onlyFrom !== NOBODY;
		return upTo(
			questions,
			(question) =>
				question.takesNone === true ||
				(question.isUnsure === true &&
					(question !== questions.at(-1) ||
						isAny(this.elsewhere(question), (other) => isOlder(question, other)))),
		).filter(({ onlyFrom = writer }) => onlyFrom === writer);
	}

	/** Whether a message of a chat may be meant for a question that takes no answer from it. */
	isAskedInVain(chat: string, now: number): boolean {
		const [one] = this.inChat(chat);
		if (one === undefined) return false;
		const mayBeMeant = ({ until, onlyFrom }: OpenQuestion) => until > now && onlyFrom !== NOBODY;
		return (
			isAny(
				this.inChat(chat),
				(question) => (question.takesNone ?? question.isUnsure) === true && mayBeMeant(question),
			) || isAny(this.elsewhere(one), mayBeMeant)
		);
	}

	/**
	 * Those of a chat that are newer than all whose time is up, the newest first.
	 *
	 * @param hides which of those that its group was asked through other devices hide older ones
	 */
	private answerable(
		chat: string,
		now: number,
		hides: (question: OpenQuestion) => boolean,
	): OpenQuestion[] {
		const questions = [...this.inChat(chat)].sort(newestFirst);
		const [newest] = questions;
		if (newest === undefined) return [];
		let since = -Infinity;
		for (const other of this.elsewhere(newest)) {
			if (other.onlyFrom !== NOBODY && hides(other)) since = Math.max(since, other.askedAt);
		}
		return upTo(questions, ({ until, askedAt }) => until <= now || askedAt <= since);
	}

	private inChat(chat: string): Iterable<OpenQuestion> {
		return this.all(this.byChat.of(chat));
	}

	private *all(ids: Iterable<string>): Iterable<OpenQuestion> {
		for (const id of ids) {
			const question = this.open.get(id);
			if (question !== undefined) yield question;
		}
	}

	/**
	 * What is to be stored with a workflow: what somebody can answer, or could if a newer one that is open
	 * is not. The newest ones, if there are too many.
	 */
	toStore(workflowId: string, now: number): OpenQuestion[] {
		return [...this.byChat.keys()]
			.flatMap((chat) => this.answerable(chat, now, ({ until }) => until <= now))
			.filter(
				(question) =>
					question.workflowId === workflowId &&
					question.waitsSince !== undefined &&
					question.onlyFrom !== NOBODY,
			)
			.sort((one, other) => one.askedAt - other.askedAt)
			.slice(-MOST_STORED);
	}
}

function isAny(
	questions: Iterable<OpenQuestion>,
	is: (question: OpenQuestion) => boolean,
): boolean {
	for (const question of questions) if (is(question)) return true;
	return false;
}

/** Those before the first one that is the limit. */
function upTo(
	questions: OpenQuestion[],
	isLimit: (question: OpenQuestion) => boolean,
): OpenQuestion[] {
	const limit = questions.findIndex(isLimit);
	return limit < 0 ? questions : questions.slice(0, limit);
}

/** Of one run's questions of the same moment, that of the later item is the newer one. */
function newestFirst(one: OpenQuestion, other: OpenQuestion): number {
	return (
		other.askedAt - one.askedAt || other.id.localeCompare(one.id, undefined, { numeric: true })
	);
}

function keepNone(question: OpenQuestion): void {
	question.isBeside = true;
	question.takesNone = true;
}

function keepFor(question: OpenQuestion, writer: string): void {
	question.onlyFrom = (question.onlyFrom ?? writer) === writer ? writer : NOBODY;
}

/** What the IDs of all messages of a writer begin with. */
export const writerOf = (message: string = NOBODY) => message.split(' ')[0] ?? NOBODY;

/** Of this process. */
export const openQuestions = new OpenQuestions();
