import { explain } from '../../nodes/Omnichat/rules/explanation';
import { declaredFailure } from '../../nodes/Omnichat/rules/failureCause';
import type {
	Failure,
	RefusedReason,
	UnknownReason,
	UnreachableProblem,
} from '../../nodes/Omnichat/rules/outcome';
import type { Language } from './language';
import { plain, type Rows } from './markdown';

/* Written as records, so that the compiler tells which reason is missing here. */
const REFUSED: Record<RefusedReason, null> = {
	unknownApiKey: null,
	unknownDevice: null,
	deviceNotConnected: null,
	dailyLimit: null,
	unknownTemplate: null,
	missingField: null,
	notAnApi: null,
	redirect: null,
	other: null,
};
const UNREACHABLE: Record<UnreachableProblem | 'network', null> = {
	network: null,
	handshake: null,
	blocked: null,
	certificateExpired: null,
	certificateName: null,
	certificateUntrusted: null,
};
const UNKNOWN: Record<UnknownReason, null> = {
	timeout: null,
	connectionLost: null,
	serverError: null,
	unreadable: null,
	webPage: null,
	stopped: null,
	begunBefore: null,
	recordUnreadable: null,
	otherItems: null,
};

const keys = <Key extends string>(record: Record<Key, null>) => Object.keys(record) as Key[];

const failures: Failure[] = [
	...keys(REFUSED).map(
		(reason): Failure => ({ kind: 'refused', reason, status: 0, serverMessage: '' }),
	),
	{ kind: 'throttled', status: 0, serverMessage: '', retryAfterMs: undefined },
	...keys(UNREACHABLE).map(
		(problem): Failure =>
			problem === 'network'
				? { kind: 'unreachable', code: '' }
				: { kind: 'unreachable', code: '', problem },
	),
	...keys(UNKNOWN).map((reason): Failure => ({ kind: 'unknown', reason })),
];

/** What an item says of a failure. */
const toldOf = (failure: Failure) => ({
	outcome: failure.kind === 'unknown' ? 'unknown' : 'refused',
	reason: 'reason' in failure ? failure.reason : failure.kind,
});

/** @returns every reason in the table of all errors, with the outcome that it has for a message */
export const failureReasons = (): Array<{ outcome: string; reason: string }> => [
	{ outcome: 'refused', reason: 'invalidInput' },
	...failures.map(toldOf),
];

/** @returns a row for each way in which a message fails: what is said, what it means, what helps */
export function outcomeRows({ say }: Language): Rows {
	return [
		[
			say('What the node says'),
			'`error.outcome`',
			'`error.reason`',
			say('What to do'),
			say('`failure` in n8n 2.41'),
		],
		...failures.map((failure) => {
			const { message, description } = explain(failure, { sendsMessage: true });
			const advice = description
				.replace(/^Nothing was sent\. /, '')
				.replace(/\. HTTP status 0$/, '');
			const cause = declaredFailure(failure, { sendsMessage: true })?.cause;
			const { outcome, reason } = toldOf(failure);
			return [
				plain(message),
				`\`${outcome}\``,
				`\`${reason}\``,
				plain(say(advice)),
				cause === undefined ? '–' : `\`${cause}\``,
			];
		}),
	];
}
