import type { Fault } from '../gateway';

/** A way in which the gateway misbehaves for one message. */
interface FaultOfMessage {
	/** What the gateway does, without the message that it does it to. */
	fault: Omit<Fault, 'where'>;
	/** Whether the sender cannot know afterwards what became of the message. */
	leavesUnknown: boolean;
}

const json = { contentType: 'application/json' };
const tooMany = { message: 'Too Many Attempts.' };
const refusal = { status: 422, body: { status: false, message: 'Nomor tidak valid' } };
const gaveUp = {
	status: 403,
	body: { status: false, message: 'cURL error 28: Operation timed out after 60001 milliseconds' },
};

/**
 * Everything that the gateway may do to a message. What the sender can know after it follows from
 * the table "What becomes of each answer" in docs/sending-to-many.md.
 */
export const FAULTS = {
	'429, Retry-After 0': {
		fault: { status: 429, headers: { 'retry-after': '0' }, body: tooMany },
		leavesUnknown: false,
	},
	'429, Retry-After 1': {
		fault: { status: 429, headers: { 'retry-after': '1' }, body: tooMany },
		leavesUnknown: false,
	},
	'503, Retry-After 0': {
		fault: { status: 503, headers: { 'retry-after': '0' }, body: { message: 'Busy' } },
		leavesUnknown: false,
	},
	'refused once': { fault: refusal, leavesUnknown: false },
	'refused always': { fault: { ...refusal, times: Infinity }, leavesUnknown: false },
	'a block page': { fault: { kind: 'html' }, leavesUnknown: false },
	'a redirect': { fault: { kind: 'redirect' }, leavesUnknown: false },
	'slow, accepted': { fault: { delayMs: 200 }, leavesUnknown: false },
	'500, not accepted': { fault: { status: 500 }, leavesUnknown: true },
	'500, accepted': { fault: { kind: 'acceptThenAnswer', status: 500 }, leavesUnknown: true },
	'cURL error 28, accepted': {
		fault: { kind: 'acceptThenAnswer', ...gaveUp },
		leavesUnknown: true,
	},
	'connection broken, not accepted': { fault: { kind: 'resetBefore' }, leavesUnknown: true },
	'connection broken, accepted': { fault: { kind: 'resetAfter' }, leavesUnknown: true },
	'silence, not accepted': { fault: { kind: 'silence' }, leavesUnknown: true },
	'silence, accepted': { fault: { kind: 'acceptThenSilence' }, leavesUnknown: true },
	'cut JSON, accepted': { fault: { kind: 'truncate' }, leavesUnknown: true },
	'an empty 200, accepted': {
		fault: { kind: 'acceptThenAnswer', status: 200, body: '', ...json },
		leavesUnknown: true,
	},
} as const satisfies Record<string, FaultOfMessage>;

export type FaultName = keyof typeof FAULTS;

/**
 * Those that cost the sender's whole timeout, in which it stands still: a round has one at most.
 */
export const SILENCES: readonly FaultName[] = ['silence, not accepted', 'silence, accepted'];

/** All the others. */
export const QUICK_FAULTS = (Object.keys(FAULTS) as FaultName[]).filter(
	(name) => !SILENCES.includes(name),
) as [FaultName, ...FaultName[]];
