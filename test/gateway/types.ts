export interface GatewayOptions {
	/** TCP port on 127.0.0.1; 0 or nothing takes a free one. */
	port?: number;
	/** How long the server "types" before a message is accepted, in milliseconds. Default 1000. */
	typingDelayMs?: number;
	/** Requests per caller address and window; `false` switches it off. Default 60 a minute. */
	throttle?: Throttle | false;
	/** Default: one demo account, see `demo`. */
	accounts?: Account[];
	/** Rules for simulated incoming messages, first match wins. Default: greetings and "harga". */
	autoReplies?: AutoReply[];
	/** How device webhooks are posted. Default `form`, as the documented curl call does. */
	webhookBody?: 'form' | 'json';
}

export interface Throttle {
	limit: number;
	windowMs: number;
	/** Whether no header tells of it, neither how many are left nor for how long to wait. Default false. */
	isSilent?: boolean;
}

export interface Account {
	apiKey: string;
	devices: Device[];
	templates: Template[];
}

export interface Device {
	key: string;
	name: string;
	connected: boolean;
	/** Messages the device may send until `reset()`; nothing means no limit. */
	dailyLimit?: number;
	webhookUrl?: string;
	/** Whether this device is taken for a request that names none. */
	autoPick?: boolean;
}

/** `text` holds placeholders with their braces, such as `{name}`. */
export interface Template {
	id: string;
	name: string;
	text: string;
}

export interface AutoReply {
	keyword: string;
	text: string;
}

export interface RecordedRequest {
	/** Arrival, milliseconds since the epoch. */
	at: number;
	method: string;
	/** Without the query. */
	path: string;
	headers: Record<string, string | undefined>;
	body: unknown;
	query: Record<string, unknown>;
	/** What was answered: an HTTP status, a broken connection, or nothing so far. */
	status: number | 'reset' | 'pending';
	accepted: boolean;
}

export interface AcceptedMessage {
	/** Milliseconds since the epoch. */
	at: number;
	/** Always with its `@` part: `6281…@s.whatsapp.net`, `…@g.us` or `…@lid`. */
	chatId: string;
	isGroup: boolean;
	/** As delivered: for a template, with its variables filled in. */
	text: string;
	method: 'text' | 'template';
	templateId?: string;
	variables?: Record<string, string>;
	deviceKey: string;
}

export type FaultKind =
	| 'answer'
	| 'resetBefore'
	| 'resetAfter'
	| 'acceptThenSilence'
	| 'silence'
	| 'truncate'
	| 'acceptThenAnswer'
	| 'redirect'
	| 'html';

export interface Fault {
	/** How many requests it spoils. Default 1; `Infinity` allowed. */
	times?: number;
	/** How many matching requests pass first. Default 0. */
	after?: number;
	/** A whole path, its end, or a pattern. Default: send-message. */
	path?: string | RegExp;
	where?: (body: Record<string, unknown>) => boolean;
	/** Waited before the answer; given alone, the request is handled normally afterwards. */
	delayMs?: number;
	/** The same, until something has happened. */
	until?: Promise<unknown>;
	status?: number;
	headers?: Record<string, string>;
	/** An object is sent as JSON, a string as it is. */
	body?: unknown;
	contentType?: string;
	/** Default `answer`: reply with status, headers and body, accepting nothing. */
	kind?: FaultKind;
}

export interface WebhookDelivery {
	status: number;
	body: string;
}

export type WebhookBodyForm = 'form' | 'json' | 'text' | 'none';

export interface CustomerMessage {
	/** Digits, or a whole chat ID such as `123…@lid`. */
	from: string;
	name?: string;
	text: string;
	group?: boolean;
	/** Default: the device the chat was last seen on, else the first one. */
	deviceKey?: string;
	bodyForm?: WebhookBodyForm;
}

export interface Gateway {
	url: string;
	port: number;
	/** Every request under /api-app in order of arrival, also throttled ones. */
	requests: RecordedRequest[];
	accepted: AcceptedMessage[];
	accounts: Account[];
	/** The requests to send-message. */
	sends(): RecordedRequest[];
	/** Registers a fault. Faults come before everything else, even the throttle. */
	misbehave(fault: Fault): void;
	/** Back to the state at the start; the port stays. */
	reset(): void;
	/**
	 * Posts the device webhook and resolves with the receiver's answer, or with undefined where
	 * nothing was posted (no webhook URL, device offline). Rejects if the receiver is unreachable.
	 */
	customerWrites(message: CustomerMessage): Promise<WebhookDelivery | undefined>;
	/** Replaces the throttle and starts counting anew. */
	setThrottle(throttle: Throttle | false): void;
	/** The first accepted message that passes `filter`, also one from before. Default 10 s. */
	onAccepted(
		filter: (message: AcceptedMessage) => boolean,
		timeoutMs?: number,
	): Promise<AcceptedMessage>;
	/** Closes at once, hanging connections included. */
	stop(): Promise<void>;
}
