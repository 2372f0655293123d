/**
 * The gateway of the simulated year. It answers n8n's HTTP helper inside this process, without a socket, in the time
 * of the `World`, and knows of each message what became of it.
 */
import { createRequire } from 'node:module';

import { demo } from '../gateway';
import { currentProcess, forever, type N8nProcess } from './process';
import type { World } from './world';

/** One message as it leaves: which item of which run, to whom, and under which key. */
export interface Message {
	run: number;
	index: number;
	phone: string;
	key?: string;
}

/**
 * What the gateway does to a message. `silent` and `error` leave the sender without knowing, with the message
 * accepted or not.
 */
export type Fate =
	| 'accept'
	| 'refuse'
	| 'throttleWithHeader'
	| 'throttleBare'
	| 'silentAccepted'
	| 'silentLost'
	| 'errorAccepted'
	| 'errorLost';

/** A request that has come. */
export interface Request {
	message: Message;
	process: N8nProcess;
}

/** Who watches the gateway. */
export interface Watcher {
	/** A sender lets a message go; whether it arrives is another matter */
	left(message: Message): void;
	/** A request has come; whether the account is in order may change with it */
	arrived(request: Request): void;
	/** What is to become of a request whose account is in order */
	fateOf(request: Request): Fate;
	/** A message has been accepted: a person gets it */
	accepted(message: Message, process: N8nProcess): void;
	/** The sender cannot know what became of a message */
	leftUnknown(message: Message): void;
	/** The sender has been told that a message was not sent */
	turnedAway(message: Message): void;
}

interface HttpRequest {
	url?: string;
	data?: string | object;
	timeout?: number;
	signal?: AbortSignal;
}

interface HttpAnswer {
	status: number;
	data: string;
	headers: Record<string, string>;
}

/** axios, as n8n's HTTP helper uses it. */
const axios = createRequire(require.resolve('n8n-core'))('axios') as {
	defaults: { adapter: unknown };
	AxiosError: new (message: string, code: string, config: HttpRequest) => Error;
};

const json = (status: number, body: object, headers: Record<string, string> = {}): HttpAnswer => ({
	status,
	data: JSON.stringify(body),
	headers: { 'content-type': 'application/json', ...headers },
});

const tooMany = (headers: Record<string, string>) =>
	json(429, { message: 'Too Many Attempts.' }, headers);

/** A server that allows so many requests in a window. */
export interface Throttle {
	limit: number;
	windowMs: number;
	/** Whether its answers say so, as the platform's do; not where a proxy throttles */
	withHeaders: boolean;
}

export class Line {
	/** What the account's key is; a request with another one is refused */
	apiKey: string = demo.apiKey;

	isDeviceConnected = true;

	throttle: Throttle | undefined;

	/** How long the gateway takes, in milliseconds */
	latency: (random: World['random']) => number = (random) => random.int(5, 60);

	/** How many have come */
	requests = 0;

	private windowStart = 0;

	private inWindow = 0;

	constructor(
		private readonly world: World,
		private readonly watcher: Watcher,
	) {
		axios.defaults.adapter = async (config: HttpRequest) => await this.answer(config);
	}

	private async answer(config: HttpRequest): Promise<HttpAnswer & { config: HttpRequest }> {
		const process = currentProcess();
		if (process === undefined) throw new Error('A request that no process of n8n makes');
		const body = (
			typeof config.data === 'string' ? JSON.parse(config.data) : config.data
		) as Record<string, string>;
		const message = JSON.parse(String(body['text'])) as Message;
		if (!process.isDead) this.watcher.left(message);
		const { happens, lives } = process.comeTo('request');
		if (!happens) {
			if (!lives) process.die();
			return await forever();
		}
		const request: Request = { message, process };
		this.requests++;
		const { world } = this;
		const latency = this.latency(world.random);
		if (!lives) process.die();
		await world.pass(latency / 2);
		const answer = this.decide(request, body);
		await world.pass(answer === undefined ? (config.timeout ?? 90_000) : latency / 2);
		if (process.isDead) return await forever();
		if (answer === undefined) {
			throw new axios.AxiosError('timeout exceeded', 'ECONNABORTED', config);
		}
		if (answer.status >= 400 && answer.status < 500) this.watcher.turnedAway(request.message);
		return { ...answer, config };
	}

	/** Nothing for no answer at all. */
	private decide(request: Request, body: Record<string, string>): HttpAnswer | undefined {
		const { message, process } = request;
		this.watcher.arrived(request);
		const headers = this.countInWindow();
		if (headers === 'full') return this.turnAway();
		if (body['api_key'] !== this.apiKey) {
			return json(401, { status: false, message: 'Api Key Cannot be recognized' });
		}
		if (!this.isDeviceConnected) {
			return json(404, { status: false, message: 'Perangkat tidak terhubung' });
		}
		const fate = this.watcher.fateOf(request);
		if (fate === 'silentAccepted' || fate === 'errorAccepted' || fate === 'accept') {
			this.watcher.accepted(message, process);
		}
		switch (fate) {
			case 'accept':
				return json(200, { status: true, message: 'Berhasil mengirimkan pesan' }, headers);
			case 'refuse':
				return json(404, { status: false, message: 'Nomor tidak terdaftar di WhatsApp' }, headers);
			case 'throttleWithHeader':
				return tooMany({ 'retry-after': '20' });
			case 'throttleBare':
				return tooMany({});
			case 'errorAccepted':
			case 'errorLost':
				this.watcher.leftUnknown(message);
				return json(500, { message: 'Server Error' });
			default:
				this.watcher.leftUnknown(message);
				return undefined;
		}
	}

	private countInWindow(): Record<string, string> | 'full' {
		const { throttle, world } = this;
		if (throttle === undefined) return {};
		if (world.now - this.windowStart >= throttle.windowMs) {
			this.windowStart = world.now;
			this.inWindow = 0;
		}
		if (this.inWindow >= throttle.limit) return 'full';
		this.inWindow++;
		return throttle.withHeaders
			? {
					'x-ratelimit-limit': String(throttle.limit),
					'x-ratelimit-remaining': String(throttle.limit - this.inWindow),
				}
			: {};
	}

	private turnAway(): HttpAnswer {
		const { throttle, world } = this;
		if (throttle?.withHeaders !== true) return tooMany({});
		const leftMs = this.windowStart + throttle.windowMs - world.now;
		return tooMany({
			'retry-after': String(Math.ceil(leftMs / 1_000)),
			'x-ratelimit-limit': String(throttle.limit),
			'x-ratelimit-remaining': '0',
		});
	}
}
