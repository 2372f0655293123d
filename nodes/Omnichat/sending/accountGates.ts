import { fingerprintOf } from '../rules/fingerprint';
import type { Account } from '../transport/request';
import { AccountGate } from './accountGate';
import { systemClock } from './clock';
import type { MessageAtGate, ToWhom } from './messageAtGate';
import type { Clock } from './ports';

/**
 * The gates of the accounts, by a digest of base URL and API key. One that nobody uses is kept only
 * as long as it has something to remember: until when it is closed, what its server takes, and when
 * the last message left, which pauses count from.
 */
export class AccountGates {
	private readonly gates = new Map<string, AccountGate>();

	constructor(private readonly clock: Clock) {}

	/** How many accounts have messages under way or waiting. */
	get inUse(): number {
		return [...this.gates.values()].filter((gate) => gate.isInUse).length;
	}

	/** How many accounts are known, those with something to remember among them. */
	get known(): number {
		return this.gates.size;
	}

	/**
	 * Lets a message of an account come to its gate.
	 *
	 * @param toWhom absent where nothing is sent to anybody
	 */
	arrive({ apiKey, baseUrl }: Account, toWhom: ToWhom | undefined): MessageAtGate {
		const key = fingerprintOf(apiKey, [baseUrl]);
		this.forget(key);
		let gate = this.gates.get(key);
		if (gate === undefined) {
			for (const other of this.gates.keys()) this.forget(other);
			gate = new AccountGate(this.clock, () => this.forget(key));
			this.gates.set(key, gate);
		}
		return gate.arrive(toWhom);
	}

	/** Drops a gate that nobody uses and that has nothing to remember. */
	private forget(key: string): void {
		const gate = this.gates.get(key);
		if (gate === undefined || gate.isInUse) return;
		if (gate.rememberedUntil() <= this.clock.now()) this.gates.delete(key);
	}
}

/** Those that all executions of this process share. */
export const accountGates = new AccountGates(systemClock);
