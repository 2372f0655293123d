import { readdir } from 'node:fs/promises';
import { writeHeapSnapshot } from 'node:v8';
import type { INodeType, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { describeTrigger } from './describe';
import { collectGarbage } from './marks';

/** What is asked of n8n's process. */
export interface StateRequest {
	/** How often the garbage is collected once more */
	times: number;
	/** Where to write a heap snapshot, empty for none */
	snapshot: string;
}

/** What n8n's process holds when its garbage is collected. */
export interface State {
	/** Bytes of JavaScript's heap */
	heap: number;
	/** Bytes of buffers and the like beside it */
	external: number;
	/** Bytes of memory that the system has given it */
	rss: number;
	/** Open files, sockets and pipes; -1 where the system does not tell */
	descriptors: number;
	/** What Node waits for, such as timers and sockets */
	handles: number;
	/** Isolated VMs that n8n has and has not thrown away, the one of the question among them */
	isolates: number;
}

/** The part of a VM of its own that is looked at. */
interface Isolate {
	isDisposed: boolean;
}

/** The isolated VMs that n8n has made since this file was loaded. */
const isolates = new Set<WeakRef<Isolate>>();

/**
 * n8n says nowhere how many it has. V8 could be asked for all objects of the class; with many executions at
 * once that stops n8n for most of a minute, so they are noted as they are made.
 */
function noteIsolates(): void {
	const isolatedVm = process.mainModule?.require('isolated-vm') as {
		Isolate: new (...given: unknown[]) => Isolate;
	};
	isolatedVm.Isolate = new Proxy(isolatedVm.Isolate, {
		construct(target, given) {
			const isolate = Reflect.construct(target, given);
			isolates.add(new WeakRef(isolate));
			return isolate;
		},
	});
}

try {
	noteIsolates();
} catch {
	// An n8n without the module has none.
}

/** Those that n8n has not thrown away. */
function countIsolates(): number {
	for (const isolate of isolates) {
		if (isolate.deref()?.isDisposed !== false) isolates.delete(isolate);
	}
	return isolates.size;
}

/** Says what n8n's process holds, and starts nothing. */
export class StateTrigger implements INodeType {
	description = describeTrigger('stateTrigger');

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const { times, snapshot } = this.getBodyData() as unknown as StateRequest;
		await collectGarbage(times);
		const { heapUsed: heap, external, rss } = process.memoryUsage();
		const state: State = {
			heap,
			external,
			rss,
			descriptors: (await readdir('/proc/self/fd').catch(() => [])).length || -1,
			handles: process.getActiveResourcesInfo().length,
			isolates: countIsolates(),
		};
		if (snapshot !== '') writeHeapSnapshot(snapshot);
		return { webhookResponse: state };
	}
}
