/** The life of one node: what users and fate do to it, one after the other, on one database. */
import { demo } from '../gateway';
import { execute, type Ended } from './execution';
import { Line, type Fate, type Message } from './line';
import { Memory } from './memory';
import { NO_TROUBLE, type BroadcastPlan, type Trouble } from './plan';
import type { N8nProcess } from './process';
import type { N8nDeduplication, Snapshot } from './processedData';
import type { RunRecord } from './record';
import { World } from './world';

const DAY_MS = 86_400_000;

const phoneOf = (customer: number) => String(6281200000000 + customer);

/** What was done in a life, for the summary. */
export interface Counts {
	runs: number;
	messages: number;
	kills: number;
	retries: number;
	restarts: number;
	steps: number;
}

export class Life {
	readonly counts: Counts = { runs: 0, messages: 0, kills: 0, retries: 0, restarts: 0, steps: 0 };

	readonly world: World;

	readonly memory: Memory;

	readonly line: Line;

	private readonly start: number;

	/** The processes that are there; the first one works alone unless several are wanted */
	private processes: N8nProcess[] = [];

	/** The API key in the user's credential */
	private apiKey: string = demo.apiKey;

	private executions = 0;

	private orders = 0;

	private readonly troubles = new Map<
		N8nProcess,
		Trouble & { requests: number; met: Set<string> }
	>();

	/**
	 * @param seed of all that is random in it
	 * @param old rows of a database that has been in use; nothing for a new one
	 * @param name tells its runs from those of the life that left the old rows
	 */
	constructor(
		seed: number,
		deduplication: N8nDeduplication,
		old: Snapshot = [],
		private readonly name = 'life',
	) {
		this.world = new World(seed, deduplication);
		this.world.table.restore(old);
		this.start = this.world.now;
		this.memory = new Memory(this.world);
		this.line = new Line(this.world, {
			left: (message) => this.memory.left(message),
			arrived: ({ message, process }) => this.arrived(message, process),
			fateOf: ({ message, process }) => this.fateOf(message, process),
			accepted: (message, process) => this.memory.accepted(message, process),
			leftUnknown: (message) => this.memory.leftUnknown(message),
			turnedAway: (message) => this.memory.turnedAway(message),
		});
	}

	get days(): number {
		return (this.world.now - this.start) / DAY_MS;
	}

	/** Time passes until somebody does something again, in seconds. */
	async pause(seconds: number): Promise<void> {
		await this.world.advance(seconds * 1_000);
	}

	/** A new broadcast. */
	async broadcast(plan: BroadcastPlan, trouble: Trouble = NO_TROUBLE): Promise<RunRecord> {
		const record = this.plan(plan);
		await this.world.until(this.execute(record, this.processAt(0), trouble, false));
		return record;
	}

	/** Retry execution: of one that failed with what n8n saved, of any other as if n8n had died in it. */
	async retry(record: RunRecord, trouble: Trouble = NO_TROUBLE): Promise<Ended | undefined> {
		const ended = await this.world.until(this.execute(record, this.processAt(0), trouble, true));
		return ended === 'died' ? undefined : ended;
	}

	/** Several workers send at the same time, each a broadcast of its own from the same node. */
	async together(
		all: ReadonlyArray<{ plan: BroadcastPlan; trouble: Trouble; retries?: RunRecord | undefined }>,
	): Promise<RunRecord[]> {
		const records = all.map(({ plan, retries }) => retries ?? this.plan(plan));
		for (const record of records) record.hasCompany = true;
		await this.world.until(
			Promise.all(
				all.map(async ({ trouble, retries }, place) => {
					const record = records[place];
					if (record === undefined) return;
					await this.execute(record, this.processAt(place), trouble, retries !== undefined);
				}),
			),
		);
		for (const record of records) record.hasCompany = false;
		return records;
	}

	/** n8n is stopped and started again. */
	restart(): void {
		this.counts.restarts++;
		for (const process of this.processes) process.die();
		this.processes = [];
	}

	/** The user puts the account's new API key into the credential, and connects the device again. */
	mend(): void {
		this.apiKey = this.line.apiKey;
		this.line.isDeviceConnected = true;
	}

	/** Omnichat gives the account a new API key, and the user puts it in. */
	changeKey(): void {
		this.line.apiKey = `key-${++this.executions}-of-the-account`;
	}

	/** The executions that a user may want to retry: those that went wrong, then the others, the last ones first. */
	retryable(): RunRecord[] {
		const past = this.memory.runs.slice(-20).reverse();
		return [
			...past.filter(({ state }) => state === 'crashed' || state === 'failed'),
			...past.filter(({ state }) => state === 'ended'),
		];
	}

	stop(): void {
		this.restart();
		this.world.stop();
	}

	private plan({ from, every = 1, size, habit, ...settings }: BroadcastPlan): RunRecord {
		const run = this.memory.runs.length;
		const day = Math.floor(this.days);
		const keyOf = (customer: number) =>
			({
				none: undefined,
				customer: `customer ${customer}`,
				day: `customer ${customer} day ${day}`,
				order: `order ${++this.orders}`,
			})[habit];
		const messages = Array.from({ length: size }, (_, index): Message => {
			const customer = from + every * index;
			const key = keyOf(customer);
			return { run, index, phone: phoneOf(customer), ...(key !== undefined && { key }) };
		});
		this.counts.runs++;
		this.counts.messages += size;
		return this.memory.begin({ run, token: `${this.name} ${run}`, messages, ...settings });
	}

	private processAt(place: number): N8nProcess {
		const process = this.processes[place];
		if (process?.isDead === false) return process;
		return (this.processes[place] = this.world.startProcess());
	}

	private async execute(
		record: RunRecord,
		process: N8nProcess,
		trouble: Trouble,
		isRetry: boolean,
	): Promise<Ended | 'died'> {
		const { broadcast, saved } = record;
		const met = { ...trouble, requests: 0, met: new Set<string>() };
		this.troubles.set(process, met);
		record.executions++;
		record.underWay++;
		if (record.underWay > 1) record.areSeveral = true;
		record.startedAt = this.world.now;
		if (isRetry) this.counts.retries++;
		record.state = 'running';
		const errors = process.databaseErrors;
		process.willDie(trouble.death);
		const ended = await execute(process, broadcast, {
			executionId: String(++this.executions),
			isRetry,
			apiKey: this.apiKey,
			saved,
		});
		process.willDie(undefined);
		if (process.databaseErrors > errors) record.isProtected = false;
		if (ended === 'died') {
			this.counts.kills++;
			const others = this.processes.filter((each) => each !== process);
			this.memory.killed(record, isRetry && met.requests === 0, others);
		} else {
			this.memory.ended(record, ended);
		}
		record.underWay--;
		if (record.underWay === 0) record.areSeveral = false;
		record.endedAt = this.world.now;
		return ended;
	}

	private arrived(message: Message, process: N8nProcess): void {
		this.memory.requested(message);
		const trouble = this.troubles.get(process);
		if (trouble === undefined) return;
		trouble.requests++;
		if (trouble.requests !== trouble.account?.atRequest) return;
		if (trouble.account.what === 'keyChanged') this.changeKey();
		else this.line.isDeviceConnected = false;
	}

	private fateOf(message: Message, process: N8nProcess): Fate {
		const trouble = this.troubles.get(process);
		if (trouble === undefined) return 'accept';
		const fate = trouble.fates.get(message.index) ?? 'accept';
		const name = `${message.run}/${message.index}`;
		const isThrottle = fate === 'throttleBare' || fate === 'throttleWithHeader';
		if (isThrottle && trouble.met.has(name)) return 'accept';
		trouble.met.add(name);
		return fate;
	}
}
