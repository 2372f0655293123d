/**
 * How fast one chat has been writing. It is a bucket that leaks: a message puts in ten seconds' worth,
 * of each 20 seconds six messages at most, and time takes it out, a pause in which somebody reads more
 * than others. So whoever takes ten seconds for a message never fills it, however long the evening,
 * nor who writes six at once and then waits for 20 seconds; and a hundred forwarded messages count as
 * a few. What goes on every few seconds for minutes, as two bots do that answer each other, fills it.
 */
export interface ChatPace {
	/** What is in the bucket, in milliseconds until it would be empty */
	fullMs: number;
	/** When that was, in milliseconds since 1970 */
	at: number;
	/** When the current 20 seconds began, and how many messages counted in them */
	burstAt: number;
	inBurst: number;
	/** Whether the last message is held back */
	isHeld: boolean;
}

const MESSAGE_MS = 10_000;
const BURST_MS = 20_000;
const MOST_IN_BURST = 6;

/**
 * What a message puts in while its chat is held back, when it comes after ten seconds or more: whoever
 * goes on that slowly is let in again after two minutes.
 */
const SLOW_MESSAGE_MS = 5_000;

/** Of a gap, what is longer than this is a pause and counts five times. */
const PAUSE_AFTER_MS = 10_000;
const PAUSE_COUNTS = 5;

/** What one minute of a message every three seconds leaves in the bucket, and of faster ones too. */
const FILLED_IN_A_MINUTE_MS = 120_000;

/** How long a chat that is held back has to be silent; if it goes on slowly, it takes longer. */
const CALM_MS = 60_000;

const NEW: ChatPace = { fullMs: 0, at: 0, burstAt: -Infinity, inBurst: 0, isHeld: false };

/**
 * What is known of a chat after one more message.
 *
 * @param before what was known, nothing of a new chat
 * @param now in milliseconds since 1970; a clock that was set back empties nothing
 * @param minutes how long a message every three seconds may go on until it is held back; one every
 * six seconds may three times as long
 * @param counts whether the message counts
 */
export function nextPace(
	before: ChatPace | undefined,
	now: number,
	minutes: number,
	counts: boolean,
): ChatPace {
	const { fullMs, at, burstAt, inBurst, isHeld } = before ?? NEW;
	const limitMs = minutes * FILLED_IN_A_MINUTE_MS;
	const gapMs = Math.max(0, now - at);
	const pauseMs = isHeld ? 0 : Math.max(0, gapMs - PAUSE_AFTER_MS);
	const leftMs = Math.max(0, fullMs - gapMs - pauseMs * (PAUSE_COUNTS - 1));
	const isSameBurst = now >= burstAt && now < burstAt + BURST_MS;
	const countedBefore = isSameBurst ? inBurst : 0;
	const adds = counts && countedBefore < MOST_IN_BURST;
	const addedMs = isHeld && gapMs >= PAUSE_AFTER_MS ? SLOW_MESSAGE_MS : MESSAGE_MS;
	const newMs = Math.min(limitMs, leftMs + (adds ? addedMs : 0));
	const isCalm = leftMs <= Math.max(0, limitMs - CALM_MS);
	return {
		fullMs: newMs,
		at: now,
		burstAt: isSameBurst ? burstAt : now,
		inBurst: countedBefore + (adds ? 1 : 0),
		isHeld: isHeld ? !isCalm : newMs >= limitMs,
	};
}
