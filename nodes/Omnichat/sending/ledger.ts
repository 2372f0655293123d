import type { IDataObject } from 'n8n-workflow';

import { groupsOf } from '../rules/groupsOf';
import type { UnknownReason } from '../rules/outcome';
import type { MessageOfRun } from '../rules/runTree';

/** What is remembered of a message that must not be sent again. */
export type Remembered =
	| { kind: 'accepted'; serverMessage: string }
	| { kind: 'unknown'; reason: UnknownReason };

/** As it is stored with the execution. */
interface StoredLedger {
	/** Answers of the server that accepted items had; nearly always the same one */
	answers: string[];
	/** By run index and item index: `a<answer>:<fingerprint>` or `u<reason>:<fingerprint>` */
	runs: Record<string, Record<string, string>>;
}

const NAME = 'omnichatLedger';

/** More different answers than this are not worth their room. */
const MAX_ANSWERS = 20;

/**
 * Remembers, for the tries of one node run, which items were accepted and of which nobody knows.
 *
 * n8n's Retry On Fail runs the whole node again with all items, whatever became of them. The node's
 * context lives in the execution's own data and survives those tries, so a second try finds here
 * what must not be sent again. It holds no message text, no number and no key.
 */
export class Ledger {
	private readonly entries: Record<string, string>;

	private readonly answers: string[];

	/** Every run, where one try of an agent's tool call does not know the run of the one before. */
	private readonly earlierRuns: ReadonlyArray<Record<string, string>>;

	/**
	 * @param nodeContext what n8n keeps for the node with the execution
	 */
	constructor(nodeContext: IDataObject, runIndex: number, isTool: boolean) {
		const stored = (nodeContext[NAME] ??= { answers: [], runs: {} }) as unknown as StoredLedger;
		// An earlier run of the node has ended and cannot be tried again. An agent's tool calls may
		// overlap, and n8n may count each try of one as a run of its own.
		this.earlierRuns = isTool ? Object.values(stored.runs) : [];
		if (!isTool) {
			for (const index of Object.keys(stored.runs)) {
				if (Number(index) < runIndex) delete stored.runs[index];
			}
		}
		this.entries = stored.runs[String(runIndex)] ??= {};
		this.answers = stored.answers;
	}

	/** What an earlier try of this run knows of a message. */
	find({ index, fingerprint }: MessageOfRun): Remembered | undefined {
		const entry = this.parse(this.entries[index], fingerprint);
		if (entry !== undefined) return entry;
		return this.earlierRuns
			.map((entries) => this.parse(entries[index], fingerprint))
			.find((earlier) => earlier?.kind === 'unknown');
	}

	/** Remembers what became of a message. */
	record({ index, fingerprint }: MessageOfRun, entry: Remembered): void {
		const detail = entry.kind === 'accepted' ? this.answerIndex(entry.serverMessage) : entry.reason;
		this.entries[index] = `${entry.kind.charAt(0)}${detail}:${fingerprint}`;
	}

	private parse(stored: string | undefined, fingerprint: string): Remembered | undefined {
		const [kind, detail, print] = groupsOf(/^([au])([^:]*):(.*)/, stored ?? '');
		if (print !== fingerprint) return undefined;
		if (kind !== 'a') return { kind: 'unknown', reason: detail as UnknownReason };
		// Where the answer was not kept there is no number: that is not the first one.
		const serverMessage = detail === '' ? '' : (this.answers[Number(detail)] ?? '');
		return { kind: 'accepted', serverMessage };
	}

	private answerIndex(answer: string): number | '' {
		const known = this.answers.indexOf(answer);
		if (known >= 0) return known;
		// An answer with digits or of some length may repeat the number or the text of the message.
		if (this.answers.length >= MAX_ANSWERS || answer.length > 100 || /\d/.test(answer)) return '';
		return this.answers.push(answer) - 1;
	}
}
