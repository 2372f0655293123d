import { UserError } from 'n8n-workflow';

import type { TransportFailure } from '../rules/transportFailure';

/** What an error of n8n's helper may hold: axios' own fields, Node.js' and n8n's. */
interface RequestError {
	name?: unknown;
	message?: unknown;
	cause?: unknown;
	code?: unknown;
	syscall?: unknown;
	/** n8n's advice */
	description?: unknown;
	request?: unknown;
	/** Of an AggregateError: one for each address of the host */
	errors?: unknown;
}

/** What Node.js knows of a socket, also after its end. */
interface SocketState {
	secureConnecting?: unknown;
	bytesWritten?: unknown;
	writableLength?: unknown;
}

/**
 * Reads what n8n's helper threw. Some errors are wrapped: what the outer one does not say, its cause
 * does.
 *
 * @param error whatever was thrown
 */
export function failureOf(error: unknown): TransportFailure {
	// No `instanceof`: an error may come out of another realm, as out of a VM.
	if (typeof error !== 'object' || error === null) return { code: '', syscall: '', message: '' };
	const { code, syscall, message, cause, request, errors } = error as RequestError;
	const inner = cause === undefined ? undefined : failureOf(cause);
	const attempts = Array.isArray(errors) ? errors.map(failureOf) : inner?.attempts;
	const brokeIn = stageOf(request) ?? inner?.brokeIn;
	const blocked = blockOf(error) ?? inner?.blocked;
	return {
		code: textOf(code) || (inner?.code ?? ''),
		syscall: textOf(syscall) || (inner?.syscall ?? ''),
		// The words belong to the code: those of a wrapper say nothing of the connection.
		message: textOf(code) === '' && inner !== undefined ? inner.message : textOf(message),
		...(attempts && { attempts }),
		...(brokeIn && { brokeIn }),
		...(blocked && { blocked }),
	};
}

/**
 * How far a connection came that did not come about (run, Node.js 20, 22 and 24): during a TLS
 * handshake the socket is `secureConnecting`; before a connection is there, everything that was
 * written still waits in the socket.
 *
 * @returns `undefined` when a connection without TLS was there, or where nothing is known of it
 */
function stageOf(request: unknown): TransportFailure['brokeIn'] {
	if (typeof request !== 'object' || request === null || !('headersSent' in request)) {
		return undefined;
	}
	const { socket } = request as { socket?: SocketState | null };
	if (socket === null) return 'connect';
	if (socket?.secureConnecting === true) return 'handshake';
	if (socket?.secureConnecting === false) return 'exchange';
	const waiting = Number(socket?.writableLength);
	return waiting > 0 && waiting === socket?.bytesWritten ? 'connect' : undefined;
}

/** n8n's own protection (SSRF) throws a UserError before anything leaves, with its advice. */
function blockOf(error: RequestError): TransportFailure['blocked'] {
	return error instanceof UserError || textOf(error.name).startsWith('SsrfBlocked')
		? { message: textOf(error.message), description: textOf(error.description) }
		: undefined;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
