import type { IDataObject } from 'n8n-workflow';

import type { UnknownReason } from '../rules/outcome';
import type { MessageOfRun } from '../rules/runTree';
import { Journal, type Known } from './journal';
import { Ledger, type Remembered } from './ledger';
import { MessageKeys } from './messageKeys';
import type { MemoryPorts } from './ports';
import type { MessageSource } from './runList';
import { Store } from './store';

/** So many message keys of a node are remembered, the newest. */
const KEYS_KEPT = 10_000;

/**
 * So many entries are kept of runs that have ended, the newest. One that ended in one way takes six,
 * one in which n8n died some hundred.
 */
const ENTRIES_KEPT = 2_000;

/** What the output says in the place of the server's words, where only n8n's store remembers them. */
const ACCEPTED_BEFORE = 'Accepted when this execution was started before';

const REASONS: Record<Exclude<Known, 'accepted'>, UnknownReason> = {
	unknown: 'begunBefore',
	unreadable: 'recordUnreadable',
	otherList: 'otherItems',
};

/**
 * How well a run is protected against sending twice when n8n dies in it. `coarse`: it ended in so many
 * different ways that a retry would call more messages unknown. `none`: n8n's store could not be used,
 * be it for a moment.
 */
export type Protection = 'full' | 'coarse' | 'none';

/** The journals of the runs of an execution, by what n8n keeps for its node: its tries find them. */
const journals = new WeakMap<IDataObject, Map<number, Journal>>();

/** What a run remembers of its messages, and what earlier tries and starts of it do. */
export class Memory {
	readonly keys: MessageKeys;

	private readonly ledger: Ledger;

	private constructor(
		ports: MemoryPorts,
		/** Absent where nobody else could get a message twice, and where no run is known again */
		private readonly journal: Journal | undefined,
	) {
		this.ledger = new Ledger(ports.nodeContext, ports.runIndex, ports.isTool);
		this.keys = new MessageKeys(new Store(ports.keys, ports.clock, KEYS_KEPT), ports.clock);
	}

	/**
	 * Opens the memory of a run.
	 *
	 * @param messages those of the run; absent where what it sends is not written down: a run of one
	 * message without a key, or a tool's call
	 */
	static async open(ports: MemoryPorts, messages: MessageSource | undefined): Promise<Memory> {
		if (messages === undefined || ports.isTool) return new Memory(ports, undefined);
		const { nodeContext, runIndex, run, clock } = ports;
		const ofExecution = journals.get(nodeContext) ?? new Map<number, Journal>();
		journals.set(nodeContext, ofExecution);
		const journal =
			ofExecution.get(runIndex) ??
			new Journal(new Store(ports.runs, clock, ENTRIES_KEPT), run, messages, clock);
		// An earlier run of the node has ended and cannot be tried again.
		ofExecution.clear();
		ofExecution.set(runIndex, journal);
		await journal.open();
		return new Memory(ports, journal);
	}

	/** How well a later start of the run would know what this one did. */
	get protection(): Protection {
		if (this.journal === undefined || (this.journal.isProtected && this.journal.isExact)) {
			return 'full';
		}
		return this.journal.isProtected ? 'coarse' : 'none';
	}

	/** What earlier tries and starts of the run know of a message that must not be sent again. */
	find(message: MessageOfRun): Remembered | undefined {
		const remembered = this.ledger.find(message);
		if (remembered !== undefined) return remembered;
		return asRemembered(this.journal?.find(message));
	}

	/**
	 * Writes down that a message leaves. Call it right before it does.
	 *
	 * @returns what is known of it when it must not leave: another start of the run is sending it, or did
	 */
	async begin(message: MessageOfRun): Promise<Remembered | undefined> {
		return asRemembered(await this.journal?.start(message));
	}

	/** Writes down that a message did not leave: it may be long until it is tried again. */
	async stepBack(message: MessageOfRun): Promise<void> {
		await this.journal?.stepBack(message);
	}

	/**
	 * Remembers how a message ended.
	 *
	 * @param end nothing when it was not sent
	 */
	async end(message: MessageOfRun, end: Remembered | undefined): Promise<void> {
		if (end !== undefined) this.ledger.record(message, end);
		await this.journal?.end(message, end?.kind ?? 'free');
	}

	/** Writes down what is left to be written when the run ends. */
	async close(): Promise<void> {
		await this.journal?.close();
	}
}

function asRemembered(known: Known | undefined): Remembered | undefined {
	if (known === undefined) return undefined;
	return known === 'accepted'
		? { kind: 'accepted', serverMessage: ACCEPTED_BEFORE }
		: { kind: 'unknown', reason: REASONS[known] };
}
