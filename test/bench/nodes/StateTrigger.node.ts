import { readdir } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
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
			isolates: await countIsolates(),
		};
		if (snapshot !== '') writeHeapSnapshot(snapshot);
		return { webhookResponse: state };
	}
}

/** n8n says it nowhere; V8 knows all objects of a class. */
async function countIsolates(): Promise<number> {
	const session = new Session();
	session.connect();
	try {
		const { result: prototype } = await session.post('Runtime.evaluate', {
			expression: "process.mainModule.require('isolated-vm').Isolate.prototype",
		});
		const { objects } = await session.post('Runtime.queryObjects', {
			prototypeObjectId: String(prototype.objectId),
		});
		const { result } = await session.post('Runtime.callFunctionOn', {
			objectId: String(objects.objectId),
			functionDeclaration:
				'function () { return this.filter((isolate) => !isolate.isDisposed).length; }',
			returnByValue: true,
		});
		return Number(result.value);
	} finally {
		session.disconnect();
	}
}
