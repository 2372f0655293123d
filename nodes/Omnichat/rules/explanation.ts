import {
	isNotOffered,
	type Failure,
	type RefusedReason,
	type UnknownReason,
	type UnreachableProblem,
} from './outcome';

/** What the user reads about a failure: what happened, and how to mend it. */
export interface Explanation {
	message: string;
	description: string;
}

const REFUSED: Record<RefusedReason, Explanation> = {
	unknownApiKey: {
		message: 'Omnichat does not know this API key',
		description:
			'Copy the API key from the Omnichat dashboard into the credential, and check that the base URL is the one of that dashboard',
	},
	unknownDevice: {
		message: 'Omnichat does not know this device',
		description:
			'Copy the device key from the Devices page of the Omnichat dashboard, and check that the device belongs to the same account as the API key',
	},
	deviceNotConnected: {
		message: 'The WhatsApp device is not connected',
		description:
			'Open the device in the Omnichat dashboard, scan its QR code with WhatsApp, then run the failed items again',
	},
	dailyLimit: {
		message: 'The daily sending limit of this device is used up',
		description:
			'Wait until tomorrow, use another device, or raise the limit in the Omnichat dashboard',
	},
	unknownTemplate: {
		message: 'Omnichat does not know this template',
		description:
			'Copy the template ID from the Templates page of the Omnichat dashboard, and check that the template belongs to the same account',
	},
	missingField: {
		message: 'Omnichat says that a field is missing or not valid',
		description: 'Fill in the field that the answer names, then run the item again',
	},
	notAnApi: {
		message: 'The address answered, but not as the Omnichat API does',
		description:
			'Check the base URL in the credential. If it is right, a firewall or a block page may stand in front of the server',
	},
	redirect: {
		message: 'The server sent the request on to another address',
		description:
			'Check the base URL in the credential: it must be the final address, for example https://app.omnichat.id',
	},
	other: {
		message: 'Omnichat refused the request',
		description: 'The answer of the server says why',
	},
};

const UNREACHABLE: Record<UnreachableProblem | 'network', Explanation> = {
	network: {
		message: 'The Omnichat server could not be reached',
		description: 'Check the base URL in the credential and the internet connection of n8n',
	},
	blocked: {
		message: 'n8n does not let requests out to this address',
		description: 'Ask whoever runs n8n to allow the address of the base URL',
	},
	certificateExpired: {
		message: 'The certificate of the Omnichat server is out of date',
		description:
			'Check the date and time of the machine that n8n runs on. If they are right, whoever runs the server has to renew its certificate',
	},
	certificateName: {
		message: 'The certificate of the server belongs to another address',
		description:
			'Check the base URL in the credential: its host must be the one that the certificate was made for',
	},
	certificateUntrusted: {
		message: 'n8n does not trust the certificate of the Omnichat server',
		description:
			'The server or something between it and n8n uses a certificate of its own making. Whoever runs n8n can have it trusted: NODE_EXTRA_CA_CERTS, an environment variable of n8n, names a file with the certificate of its issuer',
	},
	handshake: {
		message: 'No secure connection to the Omnichat server came about',
		description:
			'Check the base URL in the credential: its host and port must speak https. If it is right, a firewall or proxy may cut the connection',
	},
};

const MAYBE_SENT =
	'The message may have been delivered: look into the chat on the phone before sending it again';

const RUN_AGAIN =
	'No message was sent by this: run it again. If it keeps failing, check the base URL in the credential';

const UNKNOWN: Record<UnknownReason, string> = {
	timeout: 'Omnichat did not answer in time',
	connectionLost: 'The connection broke before Omnichat answered',
	serverError: 'Omnichat had an error while it worked on the request',
	unreadable: 'The answer of the server could not be read',
	webPage:
		'The server answered with a web page: the base URL may be wrong, or a block page stands in front of the server',
	stopped: 'The execution was stopped while the request was on its way',
	begunBefore:
		'This execution was started before, and n8n stopped while it was sending this message',
	recordUnreadable:
		'This execution was or may have been started before, and n8n could not read in its database what was sent then. This message was not sent now',
	otherItems:
		'This execution was started before, and it had other items then, so nobody can tell whether this message was sent. It was not sent now',
};

/** What a request was for, as far as its failure has to tell of it. */
export interface Purpose {
	/** Whether a message was to be sent: the user has to know whether it was */
	sendsMessage: boolean;
	/** What to say when the server does not have what was asked for (it is observed, not documented) */
	notOffered?: Explanation | undefined;
}

/**
 * Puts a failure into words.
 *
 * @param failure what became of the request; texts in it must be free of keys already
 */
export function explain(failure: Failure, { sendsMessage, notOffered }: Purpose): Explanation {
	const nothingSent = (description: string) =>
		sendsMessage ? `Nothing was sent. ${description}` : description;
	const words = (): Explanation => {
		if (notOffered !== undefined && isNotOffered(failure)) return notOffered;
		switch (failure.kind) {
			case 'refused': {
				const { message, description } = REFUSED[failure.reason];
				return { message, description: nothingSent(description) };
			}
			case 'throttled':
				return {
					message: 'Omnichat received too many requests and took a break',
					description: nothingSent(
						`Omnichat allows about 60 requests a minute: wait ${duration(failure.retryAfterMs ?? 60_000)}, then run the failed items again`,
					),
				};
			case 'unreachable': {
				const { message, description } = UNREACHABLE[failure.problem ?? 'network'];
				const code = failure.code === '' ? '' : ` (${failure.code})`;
				return { message, description: nothingSent(`${failure.advice ?? description}${code}`) };
			}
			case 'unknown':
				return {
					message: UNKNOWN[failure.reason],
					description: sendsMessage ? MAYBE_SENT : RUN_AGAIN,
				};
		}
	};
	const { serverMessage = '', status } = {
		serverMessage: undefined,
		status: undefined,
		...failure,
	};
	return withServerWords(words(), serverMessage, status);
}

/** For example "45 seconds" or "20 minutes", rounded up. */
function duration(ms: number): string {
	const seconds = Math.max(1, Math.ceil(ms / 1_000));
	if (seconds === 1) return '1 second';
	return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

/** The server's own sentence helps those who ask its support; a page of HTML does not. */
function withServerWords(
	{ message, description }: Explanation,
	serverMessage: string,
	status: number | undefined,
): Explanation {
	const said = serverMessage.replace(/\s+/g, ' ').trim().slice(0, 200);
	const parts = [
		...(said === '' || said.startsWith('<') ? [] : [`The server said: "${said}"`]),
		...(status === undefined ? [] : [`HTTP status ${status}`]),
	];
	return {
		message,
		description: parts.length === 0 ? description : `${description}. ${parts.join(', ')}`,
	};
}
