import * as n8nWorkflow from 'n8n-workflow';

type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/**
 * Lets the waits of the node pass at once: they move a clock of their own on instead of taking
 * time. For a test file that has mocked n8n's `sleep`:
 *
 * ```ts
 * jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));
 * ```
 *
 * @returns the waits that were asked for since the last `reset`, in milliseconds, to the nearest
 * tenth of a second: real time passes too, so a wait until a moment is asked for a little shorter
 */
export function virtualTime() {
	const waits: number[] = [];
	let passed = 0;
	let nextWait: Sleep | undefined;
	// The time of day, and the clock that the node's waits go by.
	for (const clock of [Date, performance]) {
		const realNow = clock.now.bind(clock);
		jest.spyOn(clock, 'now').mockImplementation(() => realNow() + passed);
	}
	const { sleep: realSleep } = jest.requireActual<typeof n8nWorkflow>('n8n-workflow');
	jest.mocked(n8nWorkflow.sleep).mockImplementation(async (ms, signal) => {
		// What goes on behind a run cannot be stopped, and no run waits for it: it takes its own time.
		if (signal === undefined) return await realSleep(ms);
		const instead = nextWait;
		nextWait = undefined;
		if (instead !== undefined) return await instead(ms, signal);
		signal.throwIfAborted();
		waits.push(Math.round(ms / 100) * 100);
		passed += ms;
	});
	return {
		waits,
		/** Takes the place of the next wait of a run. */
		inNextWait: (instead: Sleep) => {
			nextWait = instead;
		},
		/** Also lets a day pass: what an account's gate remembers of the test before is over then. */
		reset: () => {
			nextWait = undefined;
			waits.length = 0;
			passed += 24 * 60 * 60 * 1_000;
		},
	};
}
