/** How many messages go out before the first answer, and at least while none is turned away. */
const AT_FIRST = 10;

/** Of so many that went well in a row one more may be under way: that many are lost at the limit. */
const SHARE = 5;

/** After this time without much to do it starts again with few, in milliseconds. */
const QUIET_MS = 10_000;

/** What went before this is not counted to the same window of a server, in milliseconds. */
const LONGEST_STRETCH_MS = 60_000;

/** A server that keeps somebody away for longer has a reason of its own, in milliseconds. */
const LONGEST_WINDOW_MS = 180_000;

/** Clocks and ways differ: a little is added to a window that was measured, in milliseconds. */
const SLACK_MS = 100;

/** How long what was learned is kept when nothing is sent, in milliseconds. */
const LEARNED_FOR_MS = 600_000;

/** Messages that were sent in one window of the server, as far as it can be known. */
export interface Stretch {
	startedAt: number;
	sent: number;
	turnedAway: number;
}

/** What a server was seen to take. */
interface Limit {
	messages: number;
	windowMs: number;
	/** How many windows were filled without anybody turned away */
	filled: number;
	/** By how much the next try goes beyond it */
	step: number;
}

/**
 * How many messages an account's server takes.
 *
 * A server that names its limit says so with each answer. One that does not, such as behind a proxy
 * that throttles, is learned from: few go out at first, and more at a time the more went well in a
 * row; when it turns somebody away, what it took until then, and how long it takes until it takes
 * one again, is what it gets in each such time from then on. When that has gone well twice, a little
 * more is tried.
 */
export class Allowance {
	/** Whether one has to go first and ask */
	asksFirst = false;

	/** How many more the server takes, by its own words, since it last turned one away */
	private named: number | undefined;

	private namesLimit = false;

	private goodInARow = 0;

	/** When as much as half of what may be was last under way */
	private usedAt = -Infinity;

	private sentAt = -Infinity;

	private stretch: Stretch | undefined;

	private stretchBefore: Stretch | undefined;

	/** The one at whose end the server turned somebody away, until it takes one again */
	private overflowed: Stretch | undefined;

	private limit: Limit | undefined;

	/** How many may be under way at a time. */
	room(now: number): number {
		if (this.named !== undefined) return this.named;
		if (now - this.usedAt > QUIET_MS) this.goodInARow = 0;
		return Math.max(AT_FIRST, Math.floor(this.goodInARow / SHARE));
	}

	/** Until when the server was seen to take no more, in milliseconds of the clock. */
	usedUpUntil(now: number): number | undefined {
		if (this.asksFirst || this.limit === undefined || this.stretch === undefined) return undefined;
		const end = this.stretch.startedAt + this.limit.windowMs;
		return this.stretch.sent >= this.limit.messages && now < end ? end : undefined;
	}

	/** A message leaves. */
	sent(now: number): Stretch {
		if (this.stretch === undefined || this.isOver(this.stretch, now)) {
			this.learnFromFilled();
			this.stretchBefore = this.stretch;
			this.stretch = { startedAt: now, sent: 0, turnedAway: 0 };
		}
		this.sentAt = now;
		this.stretch.sent++;
		return this.stretch;
	}

	/**
	 * The server has answered one, and not turned it away.
	 *
	 * @param remaining how many more it takes; Infinity where it names no limit
	 * @param underWay how many were, this one among them
	 * @param isFresh whether it was sent since the server last turned one away
	 */
	good(stretch: Stretch, remaining: number, underWay: number, isFresh: boolean, now: number): void {
		if (remaining !== Infinity) {
			this.namesLimit = true;
			this.asksFirst = false;
			this.limit = undefined;
			this.overflowed = undefined;
			// Answers may overtake each other: only a jump upwards means that a new window has begun.
			const isNewWindow = this.named === undefined || remaining > this.named + underWay;
			this.named = isNewWindow ? remaining : Math.min(this.named ?? remaining, remaining);
			return;
		}
		if (!isFresh) return;
		this.named = undefined;
		this.namesLimit = false;
		this.asksFirst = false;
		const room = this.room(now);
		if (underWay >= room / 2) this.usedAt = now;
		if (underWay >= room) this.goodInARow++;
		if (this.overflowed !== undefined && this.overflowed !== stretch) {
			this.learn(this.overflowed, stretch.startedAt);
		}
	}

	/**
	 * The server has turned one away. Nothing is learned of a server that names its limit, and nothing
	 * where it was not for the number of messages.
	 *
	 * @returns when it takes others, by what was learned before, in milliseconds of the clock
	 */
	turnedAway(stretch: Stretch, isLimit: boolean, isFresh: boolean): number {
		stretch.turnedAway++;
		this.named = undefined;
		this.goodInARow = 0;
		if (isFresh) this.asksFirst = !this.namesLimit;
		if (!isLimit || this.namesLimit) return -Infinity;

		const passed = stretch.sent - stretch.turnedAway;
		const { limit } = this;
		if (limit !== undefined) {
			Object.assign(limit, { filled: 0, step: 1 });
			if (passed > 0) limit.messages = Math.min(limit.messages, passed);
		}
		if (!isFresh) return -Infinity;
		if (passed === 0) {
			this.overflowed ??= this.stretchJustBefore(stretch);
			return -Infinity;
		}
		this.overflowed = stretch;
		return limit === undefined ? -Infinity : stretch.startedAt + limit.windowMs;
	}

	/** Until when there is something to remember. */
	rememberedUntil(): number {
		return this.sentAt + (this.limit === undefined ? QUIET_MS : LEARNED_FOR_MS);
	}

	private isOver({ startedAt }: Stretch, now: number): boolean {
		if (this.asksFirst) return true;
		if (this.limit !== undefined) return now >= startedAt + this.limit.windowMs;
		return now >= startedAt + LONGEST_STRETCH_MS || now > this.sentAt + QUIET_MS;
	}

	/** The one that was full when this one asked: it was asked too early. */
	private stretchJustBefore({ startedAt }: Stretch): Stretch | undefined {
		const before = this.stretchBefore;
		if (before === undefined || this.limit === undefined) return undefined;
		return startedAt - before.startedAt < 2 * this.limit.windowMs ? before : undefined;
	}

	private learn({ startedAt, sent, turnedAway }: Stretch, takesAgainAt: number): void {
		const messages = sent - turnedAway;
		const windowMs = takesAgainAt - startedAt + SLACK_MS;
		this.overflowed = undefined;
		this.limit =
			messages > 0 && windowMs <= LONGEST_WINDOW_MS
				? { messages, windowMs, filled: 0, step: 1 }
				: undefined;
	}

	private learnFromFilled(): void {
		const { limit, stretch } = this;
		if (limit === undefined || stretch === undefined || stretch.turnedAway > 0) return;
		if (stretch.sent < limit.messages || ++limit.filled < 2) return;
		limit.messages += limit.step;
		limit.step *= 2;
	}
}
