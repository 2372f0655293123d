import type { Outcome, UnreachableProblem } from './outcome';

/** Why a request got no answer. What is not known is empty or absent. */
export interface TransportFailure {
	/** The error code that Node.js gives */
	code: string;
	/** What the system was doing, `connect` where no connection came about */
	syscall: string;
	/** The words of the error */
	message: string;
	/** How far the connection came, where its state shows it; from `exchange` on the request may have left */
	brokeIn?: 'connect' | 'handshake' | 'exchange';
	/** One for each address of the host, where several were tried */
	attempts?: readonly TransportFailure[];
	/** Why n8n itself did not let the request out */
	blocked?: { message: string; description: string };
}

/** What the system was doing where no connection came about: DNS (`getaddrinfo`, `queryA`) included. */
const BEFORE_CONNECTION = /^(connect|getaddrinfo|query[A-Z]\w*)$/;

/**
 * Connections that failed before the request could be written, where nothing else tells. Not all of
 * `ERR_SSL_`: a record that cannot be decrypted may be the answer.
 */
const NEVER_SENT = new Set([
	'ENOTFOUND',
	'EAI_AGAIN',
	'ECONNREFUSED',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ERR_INVALID_URL',
]);

/** TLS 1.3: the server asks for a certificate of the client after the handshake, and reads nothing without it. */
const NEVER_READ = new Set(['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED']);

/** The certificate was refused before anything was written: codes of OpenSSL and Node.js. */
const CERTIFICATE_CODE =
	/^(CERT_|ERR_TLS_CERT|UNABLE_TO_(GET|VERIFY)_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|CRL_|INVALID_CA|PATH_LENGTH_|HOSTNAME_MISMATCH)/;

/** Other codes and words of a handshake that failed. */
const HANDSHAKE_CODE =
	/^(ERR_TLS_(HANDSHAKE|PROTOCOL)|ERR_SSL_(WRONG_VERSION|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS|\w*HANDSHAKE|\w*UNRECOGNIZED_NAME|\w*PROTOCOL_VERSION))/;
const HANDSHAKE_WORDS =
	/wrong version number|packet length too long|handshake|unsupported protocol|protocol version|unrecognized.name|before secure TLS connection/i;

const TIMEOUTS = new Set(['ETIMEDOUT', 'ECONNABORTED', 'ESOCKETTIMEDOUT']);

/** axios' code where its signal ended the request. */
const CANCELLED = 'ERR_CANCELED';

/**
 * Decides what became of a request that got no answer.
 *
 * Only a failure to connect is known to have sent nothing; anything later may have been processed.
 * How far the connection came says it best, then what the system was doing, then code and words.
 */
export function classifyTransportFailure(failure: TransportFailure): Outcome {
	const { code, blocked } = failure;
	if (blocked !== undefined) {
		const advice = [blocked.message, blocked.description].filter((text) => text !== '').join('. ');
		return { kind: 'unreachable', code, problem: 'blocked', advice };
	}
	if (isNeverSent(failure)) {
		const problem = problemOf(failure);
		return { kind: 'unreachable', code, ...(problem && { problem }) };
	}
	if (code === CANCELLED) return { kind: 'unknown', reason: 'stopped' };
	if (TIMEOUTS.has(code)) return { kind: 'unknown', reason: 'timeout' };
	return { kind: 'unknown', reason: 'connectionLost' };
}

function isNeverSent(failure: TransportFailure): boolean {
	const { code, syscall, brokeIn, attempts = [] } = failure;
	if (CERTIFICATE_CODE.test(code) || NEVER_READ.has(code)) return true;
	// Whatever comes through an open connection, be it in the words of a handshake.
	if (brokeIn === 'exchange') return false;
	return (
		brokeIn !== undefined ||
		BEFORE_CONNECTION.test(syscall) ||
		(attempts.length > 0 && attempts.every(isNeverSent)) ||
		// Of a connection that is there, `read` and `write` fail with the same codes.
		(NEVER_SENT.has(code) && syscall === '') ||
		isHandshakeFailure(failure)
	);
}

function problemOf(failure: TransportFailure): UnreachableProblem | undefined {
	const { code, brokeIn } = failure;
	if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'certificateExpired';
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
		return 'certificateName';
	}
	if (CERTIFICATE_CODE.test(code)) return 'certificateUntrusted';
	const isEarlier = BEFORE_CONNECTION.test(failure.syscall) || NEVER_SENT.has(code);
	// The socket of a connection that is still waited for looks the same.
	const isLater = brokeIn === 'handshake' && !isEarlier && !TIMEOUTS.has(code);
	return (isLater && code !== CANCELLED) || isHandshakeFailure(failure) ? 'handshake' : undefined;
}

/** An EPROTO may also come later: only the words of a failed handshake say that nothing was sent. */
function isHandshakeFailure({ code, syscall, message }: TransportFailure): boolean {
	const isReset = code === 'ECONNRESET' && syscall === '';
	return (
		HANDSHAKE_CODE.test(code) || ((code === 'EPROTO' || isReset) && HANDSHAKE_WORDS.test(message))
	);
}
