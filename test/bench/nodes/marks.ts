import { Session } from 'node:inspector/promises';
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What the benchmark asks of one run; it comes with the call of the webhook. */
export interface RunRequest {
	/** How many items to send */
	count: number;
	/** Whether to look at the memory too, which costs CPU */
	memory: boolean;
	/** Where to write a CPU profile of the run, empty for none */
	profile: string;
}

/** What one node run cost n8n's process, from the node before it to the node after it. */
export interface Cost {
	/** When it began, milliseconds since the epoch */
	startedAt: number;
	wallMs: number;
	cpuMs: number;
	/** Bytes that the run's data keep after a collection; only when the memory was asked for */
	heapKept: number;
	/** Highest resident size above that at the start, in bytes; only when the memory was asked for */
	rssGrowth: number;
	/** Items that came out of the node */
	items: number;
}

interface Start {
	startedAt: number;
	at: number;
	cpu: NodeJS.CpuUsage;
	heap: number;
	rss: number;
	peakRss: number;
	sampler: NodeJS.Timeout | undefined;
	profiler: Session | undefined;
	request: RunRequest;
}

const samplingMs = 20;

let collect: (() => void) | undefined;
const starts = new Map<string, Start>();

/**
 * Collects garbage, without the flag `--expose-gc` on n8n's command line. Several times: what an
 * earlier run has left is let go only after some turns of the event loop.
 */
async function collectGarbage(): Promise<void> {
	if (collect === undefined) {
		setFlagsFromString('--expose-gc');
		collect = runInNewContext('gc') as () => void;
	}
	for (let time = 0; time < 5; time++) {
		collect();
		await pause(100);
	}
	collect();
}

/** Starts measuring an execution. */
export async function begin(executionId: string, request: RunRequest): Promise<void> {
	let profiler: Session | undefined;
	if (request.profile !== '') {
		profiler = new Session();
		profiler.connect();
		await profiler.post('Profiler.enable');
		await profiler.post('Profiler.setSamplingInterval', { interval: 200 });
		await profiler.post('Profiler.start');
	}
	if (request.memory) await collectGarbage();
	const rss = process.memoryUsage.rss();
	const mark: Start = {
		startedAt: Date.now(),
		at: performance.now(),
		cpu: process.cpuUsage(),
		heap: getHeapStatistics().used_heap_size,
		rss,
		peakRss: rss,
		sampler: undefined,
		profiler,
		request,
	};
	if (request.memory) {
		mark.sampler = setInterval(() => {
			mark.peakRss = Math.max(mark.peakRss, process.memoryUsage.rss());
		}, samplingMs).unref();
	}
	starts.set(executionId, mark);
}

/** Ends measuring an execution that gave out this many items. */
export async function end(executionId: string, items: number): Promise<Cost> {
	const mark = starts.get(executionId);
	if (mark === undefined) throw new Error('Nothing is being measured');
	starts.delete(executionId);
	const wallMs = performance.now() - mark.at;
	const cpu = process.cpuUsage(mark.cpu);

	const cost: Cost = {
		startedAt: mark.startedAt,
		wallMs,
		cpuMs: (cpu.user + cpu.system) / 1_000,
		heapKept: 0,
		rssGrowth: 0,
		items,
	};
	if (mark.sampler) {
		clearInterval(mark.sampler);
		cost.rssGrowth = Math.max(mark.peakRss, process.memoryUsage.rss()) - mark.rss;
		await collectGarbage();
		cost.heapKept = getHeapStatistics().used_heap_size - mark.heap;
	}
	if (mark.profiler) {
		const { profile } = await mark.profiler.post('Profiler.stop');
		mark.profiler.disconnect();
		await writeFile(mark.request.profile, JSON.stringify(profile));
	}
	return cost;
}
