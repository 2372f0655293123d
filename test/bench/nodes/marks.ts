import { subscribe, unsubscribe } from 'node:diagnostics_channel';
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
	/** Whether to measure the first and the last tenth of the messages apart, one request for each */
	tenths: boolean;
	/** Where to write a CPU profile of the run, empty for none */
	profile: string;
}

/** What a part of a run cost. */
export interface Part {
	wallMs: number;
	cpuMs: number;
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
	/** From the first request to the answer that ends the first tenth; only when asked for */
	firstTenth: Part | undefined;
	/** From the answer before the last tenth to the last one; only when asked for */
	lastTenth: Part | undefined;
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
	tenths: Tenths | undefined;
	request: RunRequest;
}

const samplingMs = 20;

let collect: (() => void) | undefined;
const starts = new Map<string, Start>();

/**
 * Collects garbage, without the flag `--expose-gc` on n8n's command line. Several times: what an
 * earlier run has left is let go only after some turns of the event loop.
 *
 * @param times how often, a tenth of a second between them
 */
export async function collectGarbage(times = 5): Promise<void> {
	if (collect === undefined) {
		setFlagsFromString('--expose-gc');
		collect = runInNewContext('gc') as () => void;
	}
	for (let time = 0; time < times; time++) {
		collect();
		await pause(100);
	}
	collect();
}

/** Watches the requests of a run by Node's own reports of them, whatever sends them. */
class Tenths {
	private readonly moments = new Map<number, Part>();

	private answers = 0;

	constructor(private readonly count: number) {
		subscribe('http.client.request.start', this.started);
		subscribe('http.client.response.finish', this.answered);
	}

	stop(): { firstTenth: Part | undefined; lastTenth: Part | undefined } {
		unsubscribe('http.client.request.start', this.started);
		unsubscribe('http.client.response.finish', this.answered);
		const tenth = Math.floor(this.count / 10);
		return {
			firstTenth: this.between(0, tenth),
			lastTenth: this.between(this.count - tenth, this.count),
		};
	}

	private readonly started = () => {
		if (!this.moments.has(0)) this.moments.set(0, now());
	};

	private readonly answered = () => {
		this.moments.set(++this.answers, now());
	};

	private between(first: number, last: number): Part | undefined {
		const [from, to] = [this.moments.get(first), this.moments.get(last)];
		return from && to && { wallMs: to.wallMs - from.wallMs, cpuMs: to.cpuMs - from.cpuMs };
	}
}

function now(): Part {
	const { user, system } = process.cpuUsage();
	return { wallMs: performance.now(), cpuMs: (user + system) / 1_000 };
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
		tenths: request.tenths ? new Tenths(request.count) : undefined,
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
	const { firstTenth, lastTenth } = mark.tenths?.stop() ?? {};

	const cost: Cost = {
		startedAt: mark.startedAt,
		wallMs,
		cpuMs: (cpu.user + cpu.system) / 1_000,
		heapKept: 0,
		rssGrowth: 0,
		items,
		firstTenth,
		lastTenth,
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
