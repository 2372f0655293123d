import * as n8nWorkflow from 'n8n-workflow';

/**
 * Lets the waits of the node pass at once: they move a clock of their own on instead of taking
 * time. For a test file that has mocked n8n's `sleep`:
 *
 * ```ts
 * jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));
 * ```
 *
 * @returns the waits that were asked for since the last `reset`, in milliseconds
 */
export function virtualTime() {
	const waits: number[] = [];
	const realNow = Date.now.bind(Date);
	let passed = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => realNow() + passed);
	jest.mocked(n8nWorkflow.sleep).mockImplementation(async (ms, signal) => {
		signal?.throwIfAborted();
		waits.push(ms);
		passed += ms;
	});
	return {
		waits,
		reset: () => {
			waits.length = 0;
		},
	};
}
