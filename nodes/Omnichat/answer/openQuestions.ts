import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { fingerprintOf } from '../rules/fingerprint';
import { putLast } from '../rules/putLast';
import { comparable } from '../rules/samePerson';

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
	/** The address that the answer is handed over to, sealed */
	address: string;
	/** When it was asked, and until when it can be answered, in milliseconds since 1970 */
	askedAt: number;
	until: number;
	/** Since when n8n has been told that the execution waits; absent while the run still asks others */
	waitsSince?: number;
}

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
	/** By ID, those that were put in last at the end */
	private readonly open = new Map<string, OpenQuestion>();

	/** The IDs of those of each chat, for each message that comes in asks for them */
	private readonly ofChat = new Map<string, Set<string>>();

	/** By run, the message that answered it, where it was one */
	private readonly closed = new Map<string, string | undefined>();

	/** Remembers a question, in place of what was known of it; one that is closed stays closed. */
	add(question: OpenQuestion): void {
		if (this.closed.has(question.run)) return;
		const { id, chat } = question;
		const askedAt = this.open.get(id)?.askedAt ?? question.askedAt;
		this.forget(id);
		this.open.set(id, { ...question, askedAt });
		const ids = this.ofChat.get(chat) ?? new Set();
		this.ofChat.set(chat, ids.add(id));
		const [oldest] = this.open.keys();
		if (this.open.size > MOST_QUESTIONS && oldest !== undefined) this.forget(oldest);
	}

	/** Takes in a question that is stored, unless this process knows better. */
	recall(question: OpenQuestion): void {
		if (!this.open.has(question.id)) this.add(question);
	}

	/** Forgets a question that was not asked after all. */
	forget(id: string): void {
		const { chat = '' } = this.open.get(id) ?? {};
		this.open.delete(id);
		const ids = this.ofChat.get(chat);
		ids?.delete(id);
		if (ids?.size === 0) this.ofChat.delete(chat);
	}

	/** Forgets all questions of a run for good: it was answered, or can be answered no more. */
	close(run: string, message?: string): void {
		for (const { id, run: ofIt } of this.open.values()) if (ofIt === run) this.forget(id);
		putLast(this.closed, run, message, MOST_CLOSED);
	}

	/** @returns what is known of it now, `undefined` where it is closed or was forgotten */
	find(id: string): OpenQuestion | undefined {
		return this.open.get(id);
	}

	/** The message of a chat that answered the question of a run, where it was one and is known. */
	answeredBy(run: string): string | undefined {
		return this.closed.get(run);
	}

	/** The questions that a chat can answer now, the newest first. */
	of(chat: string, now: number): OpenQuestion[] {
		return [...(this.ofChat.get(chat) ?? [])]
			.flatMap((id) => this.open.get(id) ?? [])
			.filter(({ until }) => until > now)
			.sort((one, other) => other.askedAt - one.askedAt);
	}

	/**
	 * What is to be stored with a workflow: what is stored there already, and what this process knows
	 * better. The newest ones, if there are too many.
	 */
	toStore(workflowId: string, stored: readonly OpenQuestion[], now: number): OpenQuestion[] {
		const known = [...this.open.values()].filter(
			(question) => question.workflowId === workflowId && question.waitsSince !== undefined,
		);
		const all = new Map([...stored, ...known].map((question) => [question.id, question]));
		return [...all.values()]
			.filter(({ run, until }) => !this.closed.has(run) && until > now)
			.sort((one, other) => one.askedAt - other.askedAt)
			.slice(-MOST_STORED);
	}
}

/** Of this process. */
export const openQuestions = new OpenQuestions();

/**
 * Tells a chat with a device apart from all others, and tells neither.
 *
 * @param deviceKey of the device that asks, or that a message came in on
 * @param address of the chat: a phone number with its plus where it has one, else its chat ID
 */
export function chatKey(deviceKey: string, address: string): string {
	return fingerprintOf(deviceKey, ['question', comparable(address)]);
}

/** Names a run of a node that asks, in all executions. */
export function runOf(context: IExecuteFunctions | IWebhookFunctions, runIndex: number): string {
	return `${context.getExecutionId()} ${context.getNode().id} ${runIndex}`;
}
