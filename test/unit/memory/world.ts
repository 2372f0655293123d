import * as n8nWorkflow from 'n8n-workflow';

import type * as MemoryModule from '../../../nodes/Omnichat/sending/memory';
import type { Clock, List } from '../../../nodes/Omnichat/sending/ports';
import type { Random } from '../../torture/random';
import { Turns, type Time } from './time';

/**
 * n8n's deduplication lists, as its `DeduplicationHelper` keeps them: read, changed and written as a
 * whole, without a lock, the oldest entries cut.
 */
export class Database {
	readonly lists = new Map<string, readonly string[]>();

	/** How many changes were made in all, and with how many entries at most */
	changes = 0;

	most = 0;

	/** How many values went out with one change at most */
	mostRemoved = 0;

	/** Whether it refuses everything */
	isLocked = false;

	/** Whether of two changes in the same moment one is lost */
	losesChanges = true;

	/** By the name of the list, what another worker writes back after each change */
	writesBack = new Map<string, readonly string[]>();

	list(name: string, process: Process): List {
		const change = async <T>(make: (entries: string[]) => T): Promise<T> => {
			if (this.isLocked) throw new Error('database is locked');
			const read = this.lists.get(name) ?? [];
			return await process.live(async () => {
				await process.time.changes();
				const entries = [...(this.losesChanges ? read : (this.lists.get(name) ?? []))];
				const result = make(entries);
				this.changes++;
				this.most = Math.max(this.most, entries.length);
				const missing = (this.writesBack.get(name) ?? []).filter((one) => !entries.includes(one));
				this.lists.set(name, [...entries, ...missing]);
				return result;
			});
		};
		return {
			name,
			record: async (values, mostEntries) =>
				await change((entries) => {
					const known = new Set(entries);
					for (const value of values) if (!known.has(value)) entries.push(value);
					entries.splice(0, Math.max(0, entries.length - (mostEntries ?? Infinity)));
					return new Set(values.filter((value) => known.has(value)));
				}),
			remove: async (values) =>
				await change((entries) => {
					this.mostRemoved = Math.max(this.mostRemoved, values.length);
					const gone = new Set(values);
					const left = entries.filter((entry) => !gone.has(entry));
					entries.splice(0, entries.length, ...left);
				}),
		};
	}
}

const processes = new Set<Process>();

/** Ends all processes. The looks in the background of two of them may go on meeting each other: each wait takes one turn. */
export function endProcesses(): void {
	for (const process of processes) process.die();
	processes.clear();
}

afterEach(endProcesses);

/** A process of n8n, which may die at a change that it makes, just before or just after it; at the end of the test it dies. */
export class Process {
	readonly memory: typeof MemoryModule.Memory;

	readonly died: Promise<'died'>;

	readonly clock: Clock;

	private isDead = false;

	private moments = 0;

	/** Nothing happens in it from now on. */
	die: () => void = () => {};

	constructor(
		readonly time: Time,
		private readonly diesAt = Infinity,
		private readonly moment: 'before' | 'after' = 'after',
	) {
		processes.add(this);
		this.died = new Promise((resolve) => {
			this.die = () => {
				this.isDead = true;
				resolve('died');
			};
		});
		this.clock = {
			now: () => time.now,
			wait: async (ms) => {
				await this.live(async () => await time.waits(ms));
				return true;
			},
		};
		let loaded: typeof MemoryModule | undefined;
		jest.isolateModules(() => {
			jest.doMock('n8n-workflow', () => n8nWorkflow);
			loaded = jest.requireActual<typeof MemoryModule>('../../../nodes/Omnichat/sending/memory');
		});
		if (loaded === undefined) throw new Error('The memory was not loaded');
		this.memory = loaded.Memory;
	}

	/** Does something that the process may die at; after that nothing happens in it any more. */
	async live<T>(act: () => Promise<T>): Promise<T> {
		const forever = new Promise<never>(() => {});
		if (this.isDead) return await forever;
		const isLast = ++this.moments === this.diesAt;
		if (isLast && this.moment === 'before') {
			this.die();
			return await forever;
		}
		const result = await act();
		if (isLast) this.die();
		return this.isDead ? await forever : result;
	}
}

/** What becomes of a message that is sent. */
export type Fate = 'accepted' | 'refused' | 'throttled' | 'lostAnswer' | 'neverArrived';

/** The server's own record, and what it does with each message. */
export class Server {
	/** How often somebody got a message */
	readonly delivered = new Map<string, number>();

	/** How many messages it left unknown */
	unknown = 0;

	constructor(private readonly fate: (to: string) => Fate) {}

	times(to: string): number {
		return this.delivered.get(to) ?? 0;
	}

	take(to: string): Fate {
		const fate = this.fate(to);
		if (fate === 'accepted' || fate === 'lostAnswer') this.delivered.set(to, this.times(to) + 1);
		if (fate === 'lostAnswer' || fate === 'neverArrived') this.unknown++;
		return fate;
	}
}

/** A broadcast and how it is sent. */
export interface Broadcast {
	/** Whom it goes to */
	to: readonly string[];
	keyOf?: (to: string) => string;
	atOnce: number;
	token: string;
	executionId: string;
	isRetry: boolean;
	/** False as in n8n 1.x */
	isUnique: boolean;
	/** False where n8n 1.x does not start it again by itself */
	mayBeRestart?: boolean;
	/** What n8n keeps with the execution: tries of one execution share it */
	nodeContext?: object;
	/** How many messages leave before it is stopped; those that wait for their turn then never begin */
	stopsAfter?: number;
	/** Whether a message is given up in place of its turn */
	givesUp?: (index: number) => boolean;
	/** Resolves when the turn of a message has come */
	turnOf?: (index: number) => Promise<void>;
}

export const customers = (count: number, from = 0) =>
	Array.from({ length: count }, (_, at) => `customer ${from + at}`);

/** A broadcast in n8n 2.x. */
export const broadcast = (to: readonly string[], atOnce = 10): Broadcast => ({
	to,
	atOnce,
	token: 'token',
	executionId: '1',
	isRetry: false,
	isUnique: true,
});

/** The same one when somebody clicks Retry execution. */
export const retryOf = (first: Broadcast): Broadcast => ({
	...first,
	executionId: '2',
	isRetry: true,
});

export type Last = 'accepted' | 'refused' | 'unknown' | 'skipped' | 'notReached';

/** Sends a broadcast in a process, as the node does. Resolves to what the node says of each message. */
export async function send(
	database: Database,
	process: Process,
	server: Server,
	broadcast: Broadcast,
): Promise<Last[]> {
	const { to, keyOf, atOnce, token, executionId, isRetry, isUnique, nodeContext = {} } = broadcast;
	const { mayBeRestart = !isUnique, stopsAfter = Infinity, givesUp, turnOf } = broadcast;
	const messages = to.map((fingerprint, index) => ({ index, fingerprint }));
	const last = to.map((): Last => 'notReached');
	const opened = process.memory.open(
		{
			clock: process.clock,
			keys: database.list('node', process),
			runs: database.list('workflow', process),
			run: { name: token, executionId, isRetry, isUnique, mayBeRestart },
			nodeContext: nodeContext as Record<string, never>,
			runIndex: 0,
			isTool: false,
		},
		{ total: to.length, isWhole: () => true, upTo: async () => messages },
	);
	const memory = await Promise.race([opened, process.died]);
	if (memory === 'died') return last;

	let left = 0;
	const sendOne = async (message: (typeof messages)[number]): Promise<Last> => {
		const known = memory.find(message);
		if (known !== undefined) return known.kind;
		const key = keyOf?.(message.fingerprint);
		const end = async (how: Last): Promise<Last> => {
			const kind = how === 'accepted' || how === 'unknown' ? how : undefined;
			await memory.end(
				message,
				kind === 'accepted'
					? { kind, serverMessage: '' }
					: kind && { kind, reason: 'connectionLost' },
			);
			return how;
		};
		for (;;) {
			await turnOf?.(message.index);
			if (givesUp?.(message.index)) return await end('refused');
			if (left >= stopsAfter) return 'notReached';
			left++;
			const before = await memory.begin(message);
			if (before !== undefined) return await end(before.kind);
			if (key !== undefined && !(await memory.keys.take(key))) return await end('skipped');
			const fate = await process.live(async () => {
				await process.time.answers();
				return server.take(message.fingerprint);
			});
			if (fate === 'accepted') return await end('accepted');
			if (fate === 'lostAnswer' || fate === 'neverArrived') return await end('unknown');
			if (key !== undefined) await memory.keys.release(key);
			if (fate === 'throttled') await memory.stepBack(message);
			if (fate === 'refused') return await end('refused');
			await process.clock.wait(1_000, undefined);
		}
	};

	let next = 0;
	const worker = async () => {
		for (let message = messages[next++]; message; message = messages[next++]) {
			last[message.index] = await sendOne(message);
		}
	};
	await Promise.race([Promise.all(Array.from({ length: atOnce }, worker)), process.died]);
	await Promise.race([memory.close(), process.died]);
	return last;
}

/** One database, one server and as many processes as are started: each start has one of its own, unless it is given one. */
export function shop(fate: (to: string) => Fate = () => 'accepted', time: Time = new Turns()) {
	const database = new Database();
	const server = new Server(fate);
	const newProcess = (diesAt?: number, moment?: 'before' | 'after') =>
		new Process(time, diesAt, moment);
	const start = async (what: Broadcast, process = newProcess()) =>
		await send(database, process, server, what);
	/** How often each customer got a message */
	const times = (count: number) => customers(count).map((to) => server.times(to));
	return { time, database, server, newProcess, start, times };
}

/** Lets messages end as chance has it: this share of them in one way, others in any. */
export function fates(
	random: Random,
	share: number,
	mostly: Fate,
	...others: readonly Fate[]
): () => Fate {
	return () => (random.chance(share) ? mostly : random.pick([mostly, ...others]));
}

/** The same for a broadcast of any kind. */
export const anyFates = (random: Random): (() => Fate) =>
	fates(
		random,
		0.8,
		random.pick<Fate>(['accepted', 'accepted', 'refused']),
		'accepted',
		'refused',
		'throttled',
		'lostAnswer',
	);

/** Who got a message twice, or none and is said to have got it. */
export const wrong = (server: Server, last: readonly Last[]) =>
	last
		.map((how, index) => ({ index, how, times: server.times(`customer ${index}`) }))
		.filter(({ how, times }) => times > 1 || (times === 0 && how === 'accepted'));
