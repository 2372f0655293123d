import type { Failure } from '../rules/outcome';
import type { Pause } from '../rules/pace';
import type { Answered } from '../transport/request';
import type { AccountGate } from './accountGate';
import type { Stretch } from './allowance';
import type { Misses } from './outage';
import type { Paced } from './pauses';
import type { Span } from './waited';

/** Who gets a message, and what lies before it. */
export interface ToWhom {
	/** Messages to one chat leave one after the other, in their order */
	chat: string;
	/** The key of the device that sends it; absent where Omnichat chooses */
	device: string | undefined;
	/** The pause between it and the message that left the device before */
	pause: Pause;
}

/** What a message brings when it waits for its turn. */
export interface Patience {
	signal: AbortSignal | undefined;
	/** How long it may wait for a throttled server, in milliseconds */
	rateLimitWaitMs: number;
}

export type Ended =
	| { kind: 'go' }
	/** The execution was stopped */
	| { kind: 'stopped' }
	/** It has waited for as long as it may, or would have to wait for longer */
	| { kind: 'failed'; failure: Failure };

/** How a message's wait for its turn ended, and when it waited because of the server. */
export type Turn = Ended & { waited: Span };

/** A message from its arrival at the gate until nothing of it will be sent any more. */
export class MessageAtGate implements Paced {
	readonly chat: string | undefined;

	readonly device: string | undefined;

	readonly pause: Pause;

	readonly pauseMs: number;

	/** When the server made it wait for the first time, in milliseconds of the clock */
	throttledSince: number | undefined;

	/** What the server said when it turned it away last */
	refusal: Extract<Failure, { kind: 'throttled' }> | undefined;

	/** Its tries to reach the server in vain */
	misses: Misses | undefined;

	/** With which messages it was sent, and how often the gate had been closed until then */
	sent: { stretch: Stretch; closings: number } | undefined;

	/**
	 * @param ticket its place in the order of arrival
	 * @param toWhom absent where nothing is sent to anybody
	 */
	constructor(
		private readonly gate: AccountGate,
		readonly ticket: number,
		toWhom: ToWhom | undefined,
	) {
		this.chat = toWhom?.chat;
		this.device = toWhom && (toWhom.device ?? '');
		this.pause = toWhom?.pause ?? { fromMs: 0, toMs: 0 };
		const { fromMs, toMs } = this.pause;
		this.pauseMs = fromMs + Math.random() * (toMs - fromMs);
	}

	/** Waits until it may be sent. After `go`, `answered` has to follow. */
	async turn(patience: Patience): Promise<Turn> {
		return await this.gate.turn(this, patience);
	}

	/**
	 * Tells what became of its request. One that was turned away or did not arrive may wait for
	 * another turn, which says whether it is to be given up.
	 *
	 * @param answer nothing when none was made
	 */
	answered(answer?: Answered): void {
		this.gate.answered(this, answer);
	}

	/** The message is finished. */
	leave(): void {
		this.gate.leave(this);
	}
}
