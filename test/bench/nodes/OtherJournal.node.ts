import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { describe } from './describe';

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/** Of the package's memory, the one thing that is put aside here: the messages of a run that it writes down. */
interface MemoryModule {
	Memory: { open: (ports: unknown, messages: unknown) => Promise<object> };
}

/** So many entries our node keeps in n8n's lists, see its sending/memory.ts. */
const KEPT = { node: 10_000, workflow: 2_000 } as const;

// As n8n finds it: the package is installed beside this folder.
const fromPackages = createRequire(join(__dirname, '..', 'nodes', 'package.json'));
const installed = 'n8n-nodes-omnichat-id/dist/nodes/Omnichat';
const { Omnichat } = fromPackages(`${installed}/Omnichat.node.js`) as {
	Omnichat: new () => INodeType & { execute: Execute };
};
const { Memory } = fromPackages(`${installed}/sending/memory.js`) as MemoryModule;

/**
 * Our node as it is installed, with another journal than the one that it has:
 *
 * - `none`: nothing is written down, as in a run of one message.
 * - `memory`: it is kept, but n8n's store is a set in this process, which answers at once.
 * - `full`: as our node has it; a run of one item sends nothing and fills n8n's lists first, as a year of use does.
 */
export class OtherJournal implements INodeType {
	description = describe('otherJournal', {
		credentials: [{ name: 'omnichatApi', required: true }],
		properties: [
			{ displayName: 'Journal', name: 'journal', type: 'string', default: '' },
			...new Omnichat().description.properties,
		],
	});

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const node = new Omnichat();
		const kind = this.getNodeParameter('journal', 0) as string;
		if (kind === 'none') return await withoutJournal(async () => await node.execute.call(this));
		if (kind === 'memory') return await node.execute.call(withStoreInMemory(this));
		if (this.getInputData().length > 1) return await node.execute.call(this);
		await fillStore(this);
		return [this.getInputData()];
	}
}

/** Runs of the benchmark come one after the other, so nobody else is left without a journal. */
async function withoutJournal<T>(task: () => Promise<T>): Promise<T> {
	const { open } = Memory;
	Memory.open = async (ports) => await open.call(Memory, ports, undefined);
	try {
		return await task();
	} finally {
		Memory.open = open;
	}
}

function withStoreInMemory(context: IExecuteFunctions): IExecuteFunctions {
	const entries = new Set<unknown>();
	const helpers: IExecuteFunctions['helpers'] = {
		...context.helpers,
		async checkProcessedAndRecord(values) {
			const processed = values.filter((value) => entries.has(value));
			const fresh = values.filter((value) => !entries.has(value));
			for (const value of fresh) entries.add(value);
			return await Promise.resolve({ new: fresh, processed });
		},
		async removeProcessed(values) {
			for (const value of values) entries.delete(value);
			await Promise.resolve();
		},
	};
	return Object.create(context, { helpers: { value: helpers } }) as IExecuteFunctions;
}

async function fillStore(context: IExecuteFunctions): Promise<void> {
	for (const scope of ['node', 'workflow'] as const) {
		const values = Array.from({ length: KEPT[scope] }, (_, index) => `from before ${index}`);
		await context.helpers.checkProcessedAndRecord(values, scope, {
			mode: 'entries',
			maxEntries: KEPT[scope],
		});
	}
}
