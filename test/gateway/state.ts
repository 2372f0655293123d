import { setTimeout as sleep } from 'node:timers/promises';
import { createChats, type Chats } from './chats';
import { demo, demoAccounts, demoAutoReplies, demoChats } from './demo';
import type {
	AcceptedMessage,
	Account,
	AutoReply,
	Device,
	Fault,
	GatewayOptions,
	RecordedRequest,
	Throttle,
} from './types';

/** What the switch on the phone page is set to. */
export type Mode = 'normal' | 'throttle' | 'offline' | 'slow';

/** Few enough to be met by hand, and over soon enough to see the sender carry on. */
const MODE_THROTTLE: Throttle = { limit: 3, windowMs: 15_000 };
const MODE_SLOW_MS = 8_000;

export interface ActiveFault {
	fault: Fault;
	/** Matching requests so far, spoiled or not. */
	seen: number;
	timesLeft: number;
}

export interface State {
	requests: RecordedRequest[];
	accepted: AcceptedMessage[];
	accounts: Account[];
	autoReplies: AutoReply[];
	faults: ActiveFault[];
	chats: Chats;
	seenMessageIds: Set<string>;
	/** Messages sent per device key, for the daily limit. */
	sentToday: Map<string, number>;
	mode: Mode;
	webhookBody: 'form' | 'json';
	/** Called with each accepted message. */
	acceptListeners: Set<(message: AcceptedMessage) => void>;
	/** Changes when throttle counts are to be forgotten: it is part of the counters' key. */
	throttleRound: number;
	setThrottle(throttle: Throttle | false): void;
	setMode(mode: Mode): void;
	/** The throttle in force, the phone's switch considered. */
	throttle(): Throttle | false;
	/** Milliseconds of typing in force, the phone's switch considered. */
	typingDelayMs(): number;
	/** Whether the device can send and receive, the phone's switch considered. */
	isOnline(device: Device): boolean;
	/** Waits; rejects with an AbortError when the gateway is reset or stopped meanwhile. */
	pause(milliseconds: number): Promise<void>;
	accept(message: AcceptedMessage): void;
	reset(): void;
	/** Ends all waits for good. */
	end(): void;
}

/** The gateway's memory. In: the start options. Out: state as at the start. */
export function createState(options: GatewayOptions): State {
	const givenAccounts = structuredClone(options.accounts ?? demoAccounts);
	const givenThrottle = options.throttle ?? { limit: 60, windowMs: 60_000 };
	const givenTyping = options.typingDelayMs ?? 1_000;
	let throttle = givenThrottle;
	let lifetime = new AbortController();

	const state: State = {
		requests: [],
		accepted: [],
		accounts: [],
		autoReplies: options.autoReplies ?? demoAutoReplies,
		faults: [],
		chats: createChats(),
		seenMessageIds: new Set(),
		sentToday: new Map(),
		mode: 'normal',
		webhookBody: options.webhookBody ?? 'form',
		acceptListeners: new Set(),
		throttleRound: 0,
		setThrottle(next) {
			throttle = next;
			state.throttleRound += 1;
		},
		setMode(mode) {
			state.mode = mode;
			state.throttleRound += 1;
			state.chats.announce({ type: 'changed' });
		},
		throttle: () => (state.mode === 'throttle' ? MODE_THROTTLE : throttle),
		typingDelayMs: () => (state.mode === 'slow' ? MODE_SLOW_MS : givenTyping),
		isOnline: (device) => device.connected && state.mode !== 'offline',
		async pause(milliseconds) {
			if (milliseconds <= 0) return;
			await sleep(milliseconds, undefined, { signal: lifetime.signal });
		},
		accept(message) {
			state.accepted.push(message);
			const sent = state.sentToday.get(message.deviceKey) ?? 0;
			state.sentToday.set(message.deviceKey, sent + 1);
			state.chats.meet(message.chatId, { deviceKey: message.deviceKey });
			for (const listener of state.acceptListeners) listener(message);
		},
		reset() {
			lifetime.abort();
			lifetime = new AbortController();
			// Emptied in place: tests hold on to these arrays.
			state.requests.length = 0;
			state.accepted.length = 0;
			state.accounts.splice(0, state.accounts.length, ...structuredClone(givenAccounts));
			state.faults.length = 0;
			state.seenMessageIds.clear();
			state.sentToday.clear();
			state.chats.all.clear();
			state.chats.bubbles.length = 0;
			for (const device of state.accounts.flatMap((account) => account.devices)) {
				if (device.key !== demo.deviceKey) continue;
				for (const { uid, name } of demoChats) {
					state.chats.meet(uid, { deviceKey: device.key, name });
				}
			}
			state.setThrottle(givenThrottle);
			state.setMode('normal');
		},
		end: () => lifetime.abort(),
	};
	state.reset();
	return state;
}

/** A device anywhere on the gateway by its key. */
export function findDevice(state: State, key: string): Device | undefined {
	return state.accounts.flatMap((account) => account.devices).find((device) => device.key === key);
}
