import type { Clock } from './ports';

/** How soon, and how often, it is looked, in milliseconds. */
const FIRST_LOOK_AFTER_MS = 150;
const LOOK_EVERY_MS = 300;

/** So many looks may fail one after the other before the watch ends. */
const MOST_FAILED_LOOKS = 5;

/** What a watch does. */
interface Duty {
	/** Whether there is something to look at */
	isNeeded(): boolean;
	look(): Promise<void>;
	/** Called when looking failed too often */
	giveUp(): void;
	/** Called when nothing is left to look at */
	ended(): void;
}

/** Looks at something again and again in the background, as long as it is needed. */
export class Watch {
	/** Whether it is looked at present */
	isOn = false;

	constructor(
		private readonly clock: Clock,
		private readonly duty: Duty,
	) {}

	/** Starts it, unless it is on already or not needed. */
	start(): void {
		if (this.isOn || !this.duty.isNeeded()) return;
		this.isOn = true;
		void this.run();
	}

	private async run(): Promise<void> {
		const { clock, duty } = this;
		let failed = 0;
		let waitMs = FIRST_LOOK_AFTER_MS;
		while (duty.isNeeded() && failed < MOST_FAILED_LOOKS) {
			// Two workers must not go on meeting each other.
			await clock.wait(waitMs * (0.75 + Math.random() / 2), undefined);
			waitMs = LOOK_EVERY_MS;
			try {
				await duty.look();
				failed = 0;
			} catch {
				failed++;
			}
		}
		if (duty.isNeeded()) duty.giveUp();
		this.isOn = false;
		duty.ended();
	}
}
