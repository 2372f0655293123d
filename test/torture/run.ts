import { setTimeout as pause } from 'node:timers/promises';

import type { Gateway } from '../gateway';
import { errorOf, type Credential, type Execution } from '../n8n/client';
import { check, type LastWord } from './check';
import { FAULTS } from './faults';
import type { LaterNode } from './laterNode';
import type { Machine } from './machine';
import { planRound, type Broadcast, type Kill, type Round } from './round';
import { countsOf, inWords, momentOf, plansOf, settingsOf, type WordCounts } from './story';
import { isGivenUp, lastWordOf } from './words';
import { SENDER, workflowOf } from './workflow';

/** What every round plays on. */
export interface Stage {
	machine: Machine;
	gateway: Gateway;
	laterNode: LaterNode;
	credential: Credential;
}

/** How a round went. */
export interface RoundResult {
	round: Round;
	/** What was set and what happened, in order. */
	story: string[];
	/** What was wrong; nothing when all is well. */
	violations: string[];
	kills: number;
	/** The last words of all its broadcasts. */
	counts: WordCounts;
}

/** How long a run may take, in milliseconds; a dead worker's job comes to the next after 90 s. */
const RUN_DEADLINE_MS = 240_000;
const POLL_MS = 100;

/** A round that goes on for longer than this goes in circles. */
const MOST_RUNS = 12;

/**
 * Plays one round: runs its broadcasts, kills n8n as planned, does then what n8n and a user do, and
 * checks every broadcast when it is over.
 *
 * @param seed chosen by the user
 * @param number which round
 */
export async function runRound(stage: Stage, seed: number, number: number): Promise<RoundResult> {
	const round = planRound(seed, number);
	const { gateway, machine } = stage;
	gateway.reset();
	const { workflow, webhookPath } = workflowOf(round, stage.credential, stage.laterNode.url);
	const { id: workflowId } = await machine.client.createWorkflow(workflow);
	await machine.client.activate(workflowId);
	const result: RoundResult = {
		round,
		story: [settingsOf(round)],
		violations: [],
		kills: 0,
		counts: { accepted: 0, refused: 0, unknown: 0, skipped: 0, notStarted: 0 },
	};
	const play = new Play(stage, round, workflowId, `${machine.webhooks}/${webhookPath}`, result);
	await play.waitUntilServed();
	for (const [index, broadcast] of round.broadcasts.entries()) {
		result.story.push(index === 0 ? 'The broadcast:' : 'The same list, in a new execution:');
		await play.broadcast(broadcast);
	}
	await machine.client.deactivate(workflowId);
	return result;
}

/** One round that is being played. */
class Play {
	/** Over all broadcasts whose message keys go together. */
	private mayBeUnknown = new Set<number>();

	private underWayAtKills = 0;
	/** How often the webhook was called */
	private calls = 0;
	/** The execution that the user last retried in this broadcast */
	private retried: number | undefined;

	constructor(
		private readonly stage: Stage,
		private readonly round: Round,
		private readonly workflowId: string,
		private readonly webhookUrl: string,
		private readonly result: RoundResult,
	) {}

	/** n8n answers a moment before it serves a webhook. */
	async waitUntilServed(): Promise<void> {
		if (!(await this.stage.machine.client.waitForWebhook(this.webhookUrl))) {
			throw new Error(`n8n does not serve ${this.webhookUrl}`);
		}
	}

	async broadcast(broadcast: Broadcast): Promise<void> {
		const { gateway } = this.stage;
		const { items, withKeys } = this.round;
		const acceptedEarlier = withKeys ? gateway.accepted.length : 0;
		this.prepare(broadcast);
		const before = await this.newestId();
		const last = await this.untilOver(broadcast, before);
		const lastWord: LastWord =
			last === undefined
				? { kind: 'silent', why: `it was not over after ${MOST_RUNS} runs` }
				: lastWordOf(last, SENDER, items.length);
		const counts = countsOf(lastWord);
		this.tell(`last word: ${inWords(counts) || 'none'}`);
		for (const [word, count] of Object.entries(counts) as Array<[keyof WordCounts, number]>) {
			this.result.counts[word] += count;
		}
		const violations = check({
			messages: items.map(({ phone, text }) => messageOf(`${phone}@s.whatsapp.net`, text)),
			lastWord,
			record: gateway.accepted.map(({ chatId, text }) => messageOf(chatId, text)),
			acceptedEarlier,
			mayBeUnknown: this.mayBeUnknown,
			underWayAtKills: this.underWayAtKills,
		});
		this.result.violations.push(...violations);
	}

	private prepare(broadcast: Broadcast): void {
		const { gateway } = this.stage;
		const { items, withKeys } = this.round;
		// Without keys, a new execution sends everything again: it has a record of its own.
		if (!withKeys) {
			gateway.reset();
			this.mayBeUnknown = new Set();
			this.underWayAtKills = 0;
		}
		gateway.setThrottle(broadcast.throttle);
		for (const [index, name] of broadcast.faults) {
			const { fault, leavesUnknown } = FAULTS[name];
			const { text } = items[index] ?? {};
			gateway.misbehave({ ...fault, where: (body) => body.text === text });
			if (leavesUnknown) this.mayBeUnknown.add(index);
		}
		this.result.story.push(...plansOf(broadcast));
	}

	/** Runs, kills, starts again and retries, until nobody has anything left to do. */
	private async untilOver(broadcast: Broadcast, before: number): Promise<Execution | undefined> {
		this.retried = undefined;
		const { client } = this.stage.machine;
		const kills = [...broadcast.kills];
		const givenUp = new Set<number>();
		let retriesLeft = broadcast.retries;
		let start = async (): Promise<void> => await this.callWebhook();
		for (let runs = 0; runs < MOST_RUNS; runs++) {
			const [kill] = kills;
			if (await this.killedIn(start, kill)) {
				kills.shift();
				await this.stage.machine.restart(kill?.restart ?? 'sameMachine');
				await this.waitUntilServed();
				if ((await this.newestId()) <= before) {
					this.tell('n8n knows no execution; the webhook is called again');
					start = async () => await this.callWebhook();
				} else {
					start = async () => undefined;
				}
				continue;
			}
			const last = await client.waitForExecution(String(await this.newestId()), RUN_DEADLINE_MS);
			this.tell(`execution ${last.id} (${last.mode}): ${last.status}`);
			const hasDied = last.status === 'crashed' || isGivenUp(last);
			// A run that came to its own end has missed its kill.
			if (!hasDied) kills.shift();
			if (isGivenUp(last)) {
				const { message = 'no reason' } = errorOf(last) ?? {};
				this.tell(`n8n itself has given it up, with nothing to retry in it: ${message}`);
				givenUp.add(Number(last.id));
				// A retry that ends so at once was one of an execution that n8n had given up before.
				if (this.retried !== undefined) givenUp.add(this.retried);
				if ((await this.retriable(before, givenUp)).length === 0) {
					// A message key is what a user has against this.
					if (!this.round.withKeys) return last;
					this.tell('the webhook is called again');
					start = async () => await this.callWebhook();
					continue;
				}
			} else if (last.status === 'error') {
				if (retriesLeft === 0) return last;
				retriesLeft--;
			} else if (last.status !== 'crashed') {
				return last;
			}
			const ids = await this.retriable(before, givenUp);
			start = async () => await this.retry(broadcast, ids);
		}
		return undefined;
	}

	/**
	 * Starts a run and follows it.
	 *
	 * @returns true when n8n was killed, false when the newest execution has ended
	 */
	private async killedIn(start: () => Promise<void>, kill: Kill | undefined): Promise<boolean> {
		const over = new AbortController();
		const killed = kill === undefined ? undefined : this.killAt(kill, over.signal);
		const ended = (async () => {
			await start();
			await this.stage.machine.client.waitForExecution(
				String(await this.newestId()),
				RUN_DEADLINE_MS,
			);
			return 'ended' as const;
		})();
		try {
			if ((await Promise.race([ended, ...(killed ? [killed] : [])])) === true) return true;
		} catch (error) {
			// The requests to n8n break when it is killed, maybe before the kill is known to be done.
			over.abort();
			if ((await killed) === true) return true;
			throw error;
		} finally {
			over.abort();
			ended.catch(() => undefined);
			this.stage.laterNode.release();
		}
		return (await killed) === true;
	}

	/** Kills n8n at the moment. Resolves to false when the run is over before. */
	private async killAt(kill: Kill, over: AbortSignal): Promise<boolean> {
		const { gateway, laterNode, machine } = this.stage;
		const isOver = new Promise<void>((resolve) => over.addEventListener('abort', () => resolve()));
		const before = gateway.accepted.length;
		let moment: Promise<unknown> = Promise.resolve();
		if (kill.at === 'laterNode') moment = laterNode.hold();
		if (kill.at === 'accepted') {
			const reached = new Set(gateway.accepted.map(({ chatId, text }) => messageOf(chatId, text)));
			const left = Math.max(1, this.round.items.length - reached.size);
			const goal = before + Math.max(1, Math.ceil(left * kill.share));
			moment = gateway.onAccepted(
				() => !over.aborted && gateway.accepted.length >= goal,
				RUN_DEADLINE_MS,
			);
			moment.catch(() => undefined);
		}
		await Promise.race([moment, isOver]);
		if (kill.at !== 'laterNode' && kill.afterMs > 0) {
			await Promise.race([pause(kill.afterMs), isOver]);
		}
		if (over.aborted) return false;

		await machine.kill();
		this.result.kills++;
		// After the broadcast nothing is under way.
		if (kill.at !== 'laterNode') this.underWayAtKills += this.round.atOnce;
		this.tell(
			`n8n was killed ${momentOf(kill)}: ${gateway.sends().length} requests, ${gateway.accepted.length} accepted so far`,
		);
		return true;
	}

	/** Starts a new execution. Resolves when n8n has stored it. */
	private async callWebhook(): Promise<void> {
		const before = await this.newestId();
		// n8n 1.x knows a run by what started it: no two calls are the same, as from a shop.
		const response = await fetch(this.webhookUrl, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ call: ++this.calls }),
		});
		await response.text();
		if (!response.ok) throw new Error(`The webhook answered ${response.status}.`);
		const deadline = Date.now() + RUN_DEADLINE_MS;
		while ((await this.newestId()) <= before) {
			if (Date.now() > deadline) throw new Error('n8n has stored no execution.');
			await pause(POLL_MS);
		}
	}

	/** The executions of this broadcast that n8n can run again, the newest one first. */
	private async retriable(before: number, givenUp: ReadonlySet<number>): Promise<number[]> {
		const ids = await this.executionIds();
		return ids.filter((id) => id > before && !givenUp.has(id)).sort((a, b) => b - a);
	}

	private async retry({ retryOf, retryWith }: Broadcast, ids: readonly number[]): Promise<void> {
		const id = ids.at(retryOf === 'newest' ? 0 : -1);
		this.retried = id;
		this.tell(`the user retries execution ${id} with the ${retryWith} workflow`);
		await this.stage.machine.client.retryExecution(String(id), retryWith);
	}

	private async newestId(): Promise<number> {
		return Math.max(0, ...(await this.executionIds()));
	}

	private async executionIds(): Promise<number[]> {
		const executions = await this.stage.machine.client.listExecutions(this.workflowId);
		return executions.map(({ id }) => Number(id));
	}

	private tell(event: string): void {
		this.result.story.push(event);
	}
}

/** What tells messages apart, for a sentence too. */
function messageOf(chatId: string, text: string): string {
	return `${text} to ${chatId.split('@', 1)[0]}`;
}
