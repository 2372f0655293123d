import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** How often n8n is asked whether it lives, and how long it may take to say so, in milliseconds. */
const POLL_MS = 50;
const LONGEST_MS = 120_000;

/** Asks n8n again and again whether it lives, from a process that has nothing else to do. */
export class Healthz {
	private constructor(private readonly child: ChildProcess) {}

	/** @param url of n8n, without a slash at the end */
	static async start(url: string): Promise<Healthz> {
		const child = fork(__filename, [url]);
		await once(child, 'message');
		return new Healthz(child);
	}

	/**
	 * The longest time that n8n took to say that it lives since this was called before, in
	 * milliseconds.
	 *
	 * @throws Error when it said that it does not, or said nothing
	 */
	async longest(): Promise<number> {
		const answer = once(this.child, 'message');
		this.child.send('longest');
		const [longest] = (await answer) as [number | null];
		if (longest === null) throw new Error('n8n does not say that it lives');
		return longest;
	}

	stop(): void {
		this.child.disconnect();
	}
}

/** What the process of its own does, until the other one leaves. */
async function ask(url: string): Promise<void> {
	let longest = 0;
	let isAsked = false;
	process.on('message', () => (isAsked = true));
	process.on('disconnect', () => process.exit());
	process.send?.('started');
	for (;;) {
		const from = performance.now();
		const isAlive = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(LONGEST_MS) })
			.then(({ ok }) => ok)
			.catch(() => false);
		longest = isAlive ? Math.max(longest, performance.now() - from) : NaN;
		// Also what it was asked for while n8n did not answer is told when it has.
		if (isAsked) {
			process.send?.(Number.isNaN(longest) ? null : longest);
			[longest, isAsked] = [0, false];
		}
		await pause(POLL_MS);
	}
}

const [, , url] = process.argv;
if (require.main === module && url !== undefined) void ask(url);
