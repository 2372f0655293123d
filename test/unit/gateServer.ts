import type { Outcome } from '../../nodes/Omnichat/rules/outcome';
import type { AccountGates } from '../../nodes/Omnichat/sending/accountGates';
import type { ToWhom } from '../../nodes/Omnichat/sending/messageAtGate';
import type { Answered } from '../../nodes/Omnichat/transport/request';
import type { VirtualClock } from './virtualClock';

/** How a server of a test behaves. */
export interface Behaviour {
	/** How long an answer takes, in milliseconds */
	latencyMs?: number;
	/** How many it takes in a window of this many milliseconds, which the first one opens */
	throttle?: { limit: number; windowMs: number };
	/** Whether each answer says how many more it takes */
	namesLimit?: boolean;
	/** Whether one that is turned away is told for how long; or a time of its own, in milliseconds */
	retryAfter?: boolean | number;
	/** How those that it takes end, in turn; all are accepted without it */
	ends?: readonly Outcome[];
	/** Whether it cannot be reached at this moment */
	isDown?: (at: number) => boolean;
}

/** A server in a test's own time. It records what it was asked. */
export class GateServer {
	readonly requests: Array<{ at: number; kind: Outcome['kind'] }> = [];

	/** How many were under way at a time, at most */
	most = 0;

	private underWay = 0;

	private taken = 0;

	private window = { end: -Infinity, taken: 0 };

	constructor(
		private readonly clock: VirtualClock,
		private readonly behaviour: Behaviour = {},
	) {}

	count(kind: Outcome['kind']): number {
		return this.requests.filter((request) => request.kind === kind).length;
	}

	async request(): Promise<Answered> {
		const answer = this.answer(this.clock.now());
		this.requests.push({ at: this.clock.now(), kind: answer.outcome.kind });
		this.most = Math.max(this.most, ++this.underWay);
		// To be turned away takes no time.
		const { latencyMs = 0 } = this.behaviour;
		const isTurnedAway = ['throttled', 'unreachable'].includes(answer.outcome.kind);
		await this.clock.wait(isTurnedAway ? 5 : latencyMs, undefined);
		this.underWay--;
		return answer;
	}

	private answer(now: number): Answered {
		const { throttle, namesLimit = false, retryAfter = false, isDown } = this.behaviour;
		if (isDown?.(now)) {
			return { outcome: { kind: 'unreachable', code: 'ECONNREFUSED' }, remaining: undefined };
		}
		if (throttle === undefined) return { outcome: this.next(), remaining: Infinity };
		if (now >= this.window.end) this.window = { end: now + throttle.windowMs, taken: 0 };
		const remaining = Math.max(0, throttle.limit - ++this.window.taken);
		const named = namesLimit ? remaining : Infinity;
		if (this.window.taken <= throttle.limit) return { outcome: this.next(), remaining: named };
		const left = Math.ceil((this.window.end - now) / 1_000) * 1_000;
		const retryAfterMs = typeof retryAfter === 'number' ? retryAfter : left;
		return {
			outcome: {
				kind: 'throttled',
				status: 429,
				serverMessage: '',
				retryAfterMs: retryAfter === false ? undefined : retryAfterMs,
			},
			remaining: named,
		};
	}

	private next(): Outcome {
		const { ends = [] } = this.behaviour;
		return ends[this.taken++ % ends.length] ?? ACCEPTED;
	}
}

export const ACCEPTED: Outcome = { kind: 'accepted', answer: {} };

/** How a message is sent. */
export interface SendOptions {
	toWhom?: ToWhom;
	rateLimitWaitMs?: number;
	signal?: AbortSignal;
	account?: { apiKey: string; baseUrl: string };
}

export const account = { apiKey: 'key', baseUrl: 'https://example.com' };

/** Sends one message through the gate, again while it may. @returns what became of it */
export async function sendThrough(
	gates: AccountGates,
	server: GateServer,
	{ toWhom, rateLimitWaitMs = 300_000, signal, account: of = account }: SendOptions = {},
): Promise<Outcome['kind'] | 'stopped'> {
	const message = gates.arrive(of, toWhom);
	try {
		for (;;) {
			const turn = await message.turn({ signal, rateLimitWaitMs });
			if (turn.kind === 'stopped') return 'stopped';
			if (turn.kind === 'failed') return turn.failure.kind;
			const answer = await server.request();
			message.answered(answer);
			const { kind } = answer.outcome;
			if (kind !== 'throttled' && kind !== 'unreachable') return kind;
		}
	} finally {
		message.leave();
	}
}

/** Sends messages of one run, so many at once. @returns what became of each */
export async function sendRun(
	gates: AccountGates,
	server: GateServer,
	count: number,
	atOnce: number,
	options: (index: number) => SendOptions = () => ({}),
): Promise<Array<Outcome['kind'] | 'stopped'>> {
	const results: Array<Outcome['kind'] | 'stopped'> = [];
	let next = 0;
	const worker = async () => {
		while (next < count) {
			const index = next++;
			results[index] = await sendThrough(gates, server, options(index));
		}
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
	return results;
}
