import type { Pause } from '../rules/pace';

/** How long a message is remembered for the pauses of others, in milliseconds. */
const REMEMBERED_MS = 3_600_000;

/** A message that keeps a pause, or ends the one of others. */
export interface Paced {
	/** Its place in the order of arrival */
	readonly ticket: number;
	/** Whose number it leaves from; absent where nothing is sent to anybody */
	readonly device: string | undefined;
	readonly pause: Pause;
	/** How long its own pause is, in milliseconds */
	readonly pauseMs: number;
}

interface LastMessage {
	ticket: number;
	/** When it was begun or answered */
	at: number;
	/** When the last one that keeps a pause was begun */
	pacedAt: number;
	forgottenAt: number;
	/** What was remembered before it */
	before: LastMessage | undefined;
}

/**
 * The pauses between the messages of an account's devices, whichever execution sends them: none
 * before the first. A pause counts from when the message before was begun or, if that is later,
 * answered. Messages that keep no pause wait for nobody, and make the others wait; but not for more
 * than twice their longest pause, else a busy chat could keep a broadcast from ever going on.
 */
export class Pauses {
	private readonly devices = new Map<string, LastMessage>();

	/**
	 * From when a message may be sent.
	 *
	 * @param since when it began to wait
	 */
	dueAt({ ticket, device, pause, pauseMs }: Paced, since: number): number {
		const last = device === undefined ? undefined : this.devices.get(device);
		// One that was turned away has kept its pause.
		if (last === undefined || last.ticket === ticket) return -Infinity;
		return Math.min(last.at + pauseMs, Math.max(last.pacedAt, since) + 2 * pause.toMs);
	}

	begun(message: Paced, now: number): void {
		this.note(message, now, message.pause.toMs > 0 ? now : undefined);
	}

	answered(message: Paced, now: number): void {
		this.note(message, now, undefined);
	}

	/** A message that was begun did not leave after all, as one whose key was used: nobody waits for it. */
	notSent({ ticket, device }: Paced): void {
		const last = device === undefined ? undefined : this.devices.get(device);
		if (device === undefined || last?.ticket !== ticket) return;
		if (last.before === undefined) this.devices.delete(device);
		else this.devices.set(device, last.before);
	}

	/** Until when there is something to remember. */
	rememberedUntil(): number {
		return Math.max(-Infinity, ...[...this.devices.values()].map((last) => last.forgottenAt));
	}

	private note({ ticket, device, pause }: Paced, now: number, pacedAt: number | undefined): void {
		if (device === undefined) return;
		for (const [other, { forgottenAt }] of this.devices) {
			if (forgottenAt <= now) this.devices.delete(other);
		}
		const before = this.devices.get(device);
		this.devices.set(device, {
			ticket,
			at: now,
			pacedAt: pacedAt ?? before?.pacedAt ?? -Infinity,
			forgottenAt: Math.max(before?.forgottenAt ?? 0, now + Math.max(REMEMBERED_MS, pause.toMs)),
			before:
				before?.ticket === ticket ? before.before : before && { ...before, before: undefined },
		});
	}
}
