/**
 * What has to be remembered: of each message whether the gateway accepted it, of each run what it said last. It knows
 * nothing of how the node remembers.
 */
import type { Broadcast, Ended } from './execution';
import { explainsLost, explainsTwice, namesOf, newKill, NOTED_MS } from './kills';
import { LIMITS } from './limits';
import type { Message } from './line';
import type { N8nProcess } from './process';
import { mayBeRough, newRecord, type RunRecord } from './record';
import type { World } from './world';
import type { Kind, Wrong } from './wrong';

const NO_CAUSE = 'though the gateway answered and no kill explains it';

interface KeyUse {
	run: number;
	index: number;
	at: number;
	process: N8nProcess;
	/** How many keys were new before it */
	place: number;
}

export class Memory {
	readonly violations: Wrong[] = [];

	readonly runs: RunRecord[] = [];

	/** What happened that is documented as not covered: how often */
	readonly forgiven = { sameMoment: 0, killedBesideAnother: 0, unprotected: 0, rough: 0 };

	acceptedMessages = 0;

	private readonly keys = new Map<string, KeyUse>();

	private readonly unknownKeys = new Set<string>();

	private readonly runsOfKey = new Map<string, Set<number>>();

	private newKeys = 0;

	/** Since when the node can know how a message ended, by its name and by its key's */
	private readonly endedSince = new Map<string, number>();

	constructor(private readonly world: World) {}

	/** A run starts for the first time. */
	begin(broadcast: Broadcast): RunRecord {
		const record = newRecord(broadcast);
		this.runs[broadcast.run] = record;
		for (const { key } of broadcast.messages) {
			if (key === undefined) continue;
			const runs = this.runsOfKey.get(key) ?? new Set();
			this.runsOfKey.set(key, runs.add(broadcast.run));
		}
		return record;
	}

	/** A message leaves the node. */
	left(message: Message): void {
		for (const name of namesOf(message)) this.endedSince.delete(name);
	}

	/** A request has come to the gateway. */
	requested(message: Message): void {
		const { key } = message;
		this.record(message.run).requestedAt.push(this.world.now);
		if (key !== undefined && !this.keys.has(key)) this.newKeys++;
	}

	/** A person gets a message. */
	accepted(message: Message, process: N8nProcess): void {
		const { run, index, key } = message;
		const record = this.record(run);
		const times = (record.accepted.get(index) ?? 0) + 1;
		record.accepted.set(index, times);
		this.acceptedMessages++;
		for (const name of namesOf(message)) this.endedSince.set(name, this.world.now);
		if (times > 1) this.twiceInRun(message, record);
		if (key === undefined) return;
		const before = this.keys.get(key);
		if (before === undefined || this.newKeys - before.place > LIMITS.keys) {
			const place = before === undefined ? this.newKeys : ++this.newKeys;
			this.keys.set(key, { run, index, at: this.world.now, process, place });
		} else if (before.run !== run || before.index !== index) {
			this.twiceByKey(message, before, process);
		}
	}

	leftUnknown(message: Message): void {
		const { run, index, key } = message;
		for (const name of namesOf(message)) this.endedSince.delete(name);
		this.record(run).leftUnknown.add(index);
		if (key !== undefined) this.unknownKeys.add(key);
	}

	/** The node has been told that a message was not sent. */
	turnedAway(message: Message): void {
		for (const name of namesOf(message)) this.endedSince.set(name, this.world.now);
	}

	/**
	 * The process of a run died in it.
	 *
	 * @param others the processes beside it: each of their writes may bring back what it took out last
	 */
	killed(record: RunRecord, wasReading: boolean, others: readonly N8nProcess[]): void {
		record.state = 'crashed';
		record.saved = undefined;
		const { now } = this.world;
		const known = record.broadcast.messages
			.flatMap(namesOf)
			.filter((name) => this.isNoted(name, record));
		record.kills.push(newKill(record, { now, wasReading, others, known }));
	}

	/** An execution has ended: what it said is compared with what the gateway knows. */
	ended(record: RunRecord, { words, stopped, hints, saved }: Ended): void {
		record.state = stopped === undefined ? 'ended' : 'failed';
		record.saved = saved;
		if (hints.some((hint) => hint.includes('could not keep a record'))) record.isProtected = false;
		if (words !== undefined) {
			for (const message of record.broadcast.messages) {
				this.judge(message, words[message.index], record);
			}
		}
		const report = stopped?.report;
		if (report === undefined) return;
		const got = record.accepted.size;
		const { accepted, unknown, skipped } = report.counts;
		const name = nameOf(record);
		if (got < accepted)
			this.wrong('wrong count', `${name} says ${accepted} accepted, ${got} people got it`);
		if (record.executions === 1 && got > accepted + unknown + skipped) {
			this.wrong(
				'wrong count',
				`${name} says ${accepted} accepted, ${unknown} unknown, but ${got} people got it`,
			);
		}
		const mayBeUnknown =
			record.leftUnknown.size + record.kills.reduce((sum, { most }) => sum + most, 0);
		if (unknown > mayBeUnknown && !record.areSeveral && !mayBeRough(record)) {
			this.wrong('wrong count', `${name} says ${unknown} unknown, ${mayBeUnknown} can be`);
		}
	}

	wrong(kind: Kind, words: string): void {
		this.violations.push({ kind, words });
	}

	private judge(message: Message, word: string | undefined, record: RunRecord): void {
		const { index, key } = message;
		const times = record.accepted.get(index) ?? 0;
		const who = this.who(message, record);
		switch (word) {
			case 'accepted':
				if (times === 0)
					this.wrong('accepted, but not sent', `${who} is called accepted, and nobody got it`);
				return;
			case 'refused':
				if (times === 0) return;
				// Of what a dead worker had begun beside this one, this one may not know: it was sent again.
				if (explainsTwice(record.kills, message)) this.forgiven.killedBesideAnother++;
				else this.wrong('refused, but sent', `${who} is called refused, and somebody got it`);
				return;
			case 'unknown':
				if (record.leftUnknown.has(index)) return;
				if (mayBeRough(record)) this.forgiven.rough++;
				else if (this.putDownToKill(message)) return;
				else if (record.areSeveral) this.forgiven.sameMoment++;
				else this.wrong('unknown without a cause', `${who} is called unknown: ${NO_CAUSE}`);
				return;
			case 'skipped':
				if (key === undefined)
					this.wrong('skipped, but never sent', `${who} is skipped without a key`);
				else if (this.keys.has(key) || this.unknownKeys.has(key)) return;
				else if (this.isTakenByAnother(key, record)) this.forgiven.sameMoment++;
				else if (!this.putDownToKill(message)) {
					this.wrong(
						'skipped, but never sent',
						`${who} is skipped, and nobody ever got a message with its key`,
					);
				}
				return;
			default:
				this.wrong('no word', `${who} has no word`);
		}
	}

	/** Whether the node must have noted by now how a message ended. An earlier execution's may be on its way again. */
	private isNoted(name: string, { startedAt }: RunRecord): boolean {
		const since = this.endedSince.get(name) ?? Infinity;
		return since >= startedAt && since <= this.world.now - NOTED_MS;
	}

	/** Whether another worker was sending a message with the same key: it may have been refused since. */
	private isTakenByAnother(key: string, record: RunRecord): boolean {
		if (!record.hasCompany) return false;
		const others = [...(this.runsOfKey.get(key) ?? [])].map((run) => this.record(run));
		return others.some(
			(other) => other !== record && (other.underWay > 0 || other.endedAt >= record.startedAt),
		);
	}

	private twiceInRun(message: Message, record: RunRecord): void {
		// Of one message without a key nothing is written down.
		const isAlone = record.broadcast.messages.length === 1 && message.key === undefined;
		if (isAlone || !record.isProtected) this.forgiven.unprotected++;
		else if (explainsTwice(record.kills, message)) this.forgiven.killedBesideAnother++;
		else this.wrong('twice in a run', `${this.who(message, record)} reached its person twice`);
	}

	private twiceByKey(message: Message, before: KeyUse, process: N8nProcess): void {
		const record = this.record(message.run);
		const other = this.record(before.run);
		const isSameMoment =
			before.process !== process && this.world.now - before.at <= LIMITS.sameMomentMs;
		if (isSameMoment && record.hasCompany) this.forgiven.sameMoment++;
		else if (explainsTwice(other.kills, message)) this.forgiven.killedBesideAnother++;
		else {
			this.wrong(
				'twice by key',
				`${this.who(message, record)} was sent, though key ${message.key} was accepted in ${nameOf(other)} and ${this.newKeys - before.place} keys were new since`,
			);
		}
	}

	private putDownToKill(message: Message): boolean {
		const { run, key } = message;
		const runs = new Set([run, ...(key === undefined ? [] : (this.runsOfKey.get(key) ?? []))]);
		return explainsLost(
			[...runs].flatMap((each) => this.record(each).kills),
			message,
		);
	}

	private record(run: number): RunRecord {
		const record = this.runs[run];
		if (record === undefined) throw new Error(`There is no run ${run}`);
		return record;
	}

	private who({ index, key }: Message, record: RunRecord): string {
		return `${nameOf(record)}, item ${index + 1}${key === undefined ? '' : ` (key ${key})`}`;
	}
}

const nameOf = ({ broadcast }: RunRecord): string => `run ${broadcast.run}`;
