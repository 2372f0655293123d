import type { Failure as DeclaredFailure } from 'n8n-workflow';

import type { Purpose } from './explanation';
import {
	isNotOffered,
	type Failure,
	type RefusedReason,
	type UnknownReason,
	type UnreachableProblem,
} from './outcome';

type Cause = DeclaredFailure['cause'];

const REFUSED: Partial<Record<RefusedReason, Cause>> = {
	unknownApiKey: 'credential-invalid',
	// Both keys are right, but WhatsApp has to be connected anew; the credential's test says so too.
	deviceNotConnected: 'credential-invalid',
	unknownDevice: 'configuration-invalid',
	unknownTemplate: 'configuration-invalid',
	redirect: 'configuration-invalid',
	dailyLimit: 'quota-exhausted',
};

const UNREACHABLE: Record<UnreachableProblem | 'network', Cause> = {
	network: 'temporarily-unavailable',
	handshake: 'temporarily-unavailable',
	certificateExpired: 'temporarily-unavailable',
	certificateName: 'configuration-invalid',
	certificateUntrusted: 'configuration-invalid',
	blocked: 'configuration-invalid',
};

/** Only where nothing was to be sent: to wait and try again must never send a message twice. */
const UNKNOWN: Partial<Record<UnknownReason, Cause>> = {
	timeout: 'temporarily-unavailable',
	connectionLost: 'temporarily-unavailable',
	serverError: 'temporarily-unavailable',
};

/**
 * Why a request failed, in the words that n8n-workflow 2.41 has for it (`errors/failure`). Older n8n
 * takes no notice of it. As in n8n's own nodes, what cannot be told with confidence is not declared:
 * a refusal of another kind, an answer that is not the API's (a wrong address or a block page), and
 * every message that may have been sent.
 *
 * @param failure what became of the request
 * @param purpose what the request was for
 * @returns the cause, with the wait that the server asked for (milliseconds); `undefined` if none fits
 */
export function declaredFailure(
	failure: Failure,
	{ sendsMessage, notOffered }: Purpose,
): DeclaredFailure | undefined {
	if (notOffered !== undefined && isNotOffered(failure)) return { cause: 'configuration-invalid' };
	switch (failure.kind) {
		case 'throttled':
			return failure.retryAfterMs === undefined
				? { cause: 'rate-limited' }
				: { cause: 'rate-limited', retryAfterMs: failure.retryAfterMs };
		case 'refused':
			return declared(REFUSED[failure.reason]);
		case 'unreachable':
			return declared(UNREACHABLE[failure.problem ?? 'network']);
		case 'unknown':
			return sendsMessage ? undefined : declared(UNKNOWN[failure.reason]);
	}
}

function declared(cause: Cause | undefined): DeclaredFailure | undefined {
	return cause === undefined ? undefined : { cause };
}
