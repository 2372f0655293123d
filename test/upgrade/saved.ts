import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import manifest from '../../package.json';
import type { Contract } from './contract';
import { demandUnreleased, releasedVersions } from './released';

/** A node as n8n has stored it, and as the editor showed it. */
export interface SavedNode {
	/** Tells it apart from the others */
	what: string;
	node: Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters'>;
	/** Its parameters with the defaults of that time; those that were not shown are not in it */
	shown: INodeParameters;
}

/** An action node that ran. */
export interface SavedAction extends SavedNode {
	/** What the chat wrote that it answers, as the trigger gave it; absent where it answers none */
	answers?: IDataObject;
	/** What is filled in on the page, where it asks */
	filledIn?: Record<string, string>;
	/** What a language model fills in, where it is the tool of an agent */
	fromModel?: Record<string, string>;
	/** Whether it cannot work, and says so */
	fails?: boolean;
	/** What the gateway was asked */
	requests: IDataObject[];
	/** What came out, where it asks after the answer; where it fails, why; of a tool, what the model sees */
	output: IDataObject[];
}

/** A trigger that was called. */
export interface SavedTrigger extends SavedNode {
	calls: IDataObject[];
	/** What each call was answered with, and what it started */
	results: Array<{ status: number; items: IDataObject[] | null }>;
}

/** What n8n has stored beside the workflows. */
export interface SavedState {
	/** Questions that wait for an answer. */
	waiting: SavedQuestion[];
	/** A broadcast that stopped when its second message was refused. */
	stopped: SavedBroadcast;
	/** The same with message keys. */
	keyed: SavedBroadcast;
	/** A broadcast in which n8n died, with a whole block behind it, while a message was on its way. */
	died: SavedBroadcast & { diesAt: number };
}

/** An answer to a question that waits. */
export interface Answered {
	/** What is filled in on the page */
	filledIn?: Record<string, string>;
	/** Whose link it is; of the first one unless given */
	itemIndex?: number;
	/** The call of the trigger by which the chat answers, in place of the page */
	writes?: IDataObject;
	/** How many others are told of it */
	tells?: number;
}

/** A question that waits for its answer, without what becomes of it. */
export type Waiting = Omit<SavedQuestion, 'answered'>;

/** A question that waits for its answer. */
export interface SavedQuestion {
	/** Tells it apart from the others */
	what: string;
	node: SavedNode['node'];
	/** The trigger that gets what its chat writes */
	trigger: SavedNode['node'];
	items: IDataObject[];
	/** What the chat wrote that it answers, as the trigger gave it; absent where it answers none */
	repliesTo?: IDataObject;
	executionId: string;
	workflowId: string;
	/** The links that were sent, in the order of the items */
	links: string[];
	/** n8n's record of the execution */
	run: IDataObject;
	staticData: IDataObject;
	/** What goes on after each of the answers, where it is the first one, and what the gateway is asked then */
	answered: Array<Answered & { output: IDataObject[]; requests: IDataObject[] }>;
}

/** The link with which a question is answered. */
export function linkOf({ what, links }: Waiting, { itemIndex = 0 }: Answered): URL {
	const link = links
		.map((each) => new URL(each))
		.find(({ searchParams }) => searchParams.get('item') === String(itemIndex));
	if (link === undefined) throw new Error(`${what}: item ${itemIndex} was sent no link`);
	return link;
}

/** A broadcast, and what it left in n8n's deduplication store. */
export interface SavedBroadcast {
	node: SavedNode['node'];
	items: IDataObject[];
	executionId: string;
	/** The token of the execution, which its retries keep */
	resumeToken: string;
	/** The values of the lists, by their scope */
	lists: Lists;
}

/** The values of n8n's deduplication store, for the node and for its workflow. */
export type Lists = Record<'node' | 'workflow', string[]>;

/** What a version has left. */
export interface Saved {
	contract: Contract;
	/** The credential's data, without the address of the server */
	credential: Record<string, string>;
	actions: SavedAction[];
	triggers: SavedTrigger[];
	/** What somebody is asked with before an agent may use its tool */
	review: SavedNode['node'];
	state: SavedState;
}

const NAMES = ['contract', 'credential', 'actions', 'triggers', 'review', 'state'] as const;

/** The version that is worked on. */
export const CURRENT = manifest.version;

const fileOf = (version: string, name: keyof Saved, folder = __dirname) =>
	path.join(folder, version, `${name}.json`);

/** @returns the versions that have left something, the oldest first */
export const versions = (): string[] =>
	globSync('*/contract.json', { cwd: __dirname })
		.map((file) => path.dirname(file))
		.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));

/** Reads what a version has left. */
export function read(version: string): Saved {
	const parse = (name: keyof Saved) =>
		JSON.parse(readFileSync(fileOf(version, name), 'utf8')) as unknown;
	return Object.fromEntries(NAMES.map((name) => [name, parse(name)])) as unknown as Saved;
}

/**
 * Writes what today's version leaves, in place of what it has left before.
 *
 * @param folder where the versions have their folders
 * @throws Error where that version is released, and writes nothing
 */
export function write(saved: Saved, folder = __dirname, released = releasedVersions()): void {
	demandUnreleased(CURRENT, released);
	const own = path.join(folder, CURRENT);
	if (!existsSync(own)) mkdirSync(own);
	for (const name of NAMES) {
		const text = `${JSON.stringify(saved[name], null, '\t')}\n`;
		writeFileSync(fileOf(CURRENT, name, folder), text);
	}
}
