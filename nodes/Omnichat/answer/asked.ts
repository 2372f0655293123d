import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { Pause } from '../rules/pace';
import type { Question } from './question';

/** Somebody who was asked by a run of the node. */
export interface AskedPerson {
	/** As the message was sent to */
	recipient: string;
	question: Question;
	/** Whether the message has arrived for certain */
	isSure?: true;
	/** How to tell what another one has answered; absent where that is not wanted */
	tell?: HowToTell;
}

/** What a further message to somebody who was asked needs. */
export interface HowToTell {
	isGroup: boolean;
	/** The key of the device that asked, sealed with the API key; absent where Omnichat chooses */
	device?: string;
	timeoutMs: number;
	rateLimitWaitMs: number;
	pause: Pause;
}

/** Somebody whom a run meant to ask and did not. */
export interface NotAsked extends IDataObject {
	/** Absent where it could not be read */
	recipient?: string;
	itemIndex: number;
	/** `unknown`: the message may have arrived, and then its link can be answered */
	outcome: 'refused' | 'unknown' | 'skipped' | 'askedBefore';
	message: string;
	/** How to mend it */
	description: string;
}

/** Whom a run of the node has asked, and what. */
export interface Asked {
	executionId: string;
	runIndex: number;
	/** By item index */
	people: Record<string, AskedPerson>;
	notAsked: NotAsked[];
	/** A try of it has put the execution to wait */
	waits?: true;
}

const NAME = 'omnichatAsked';

/**
 * Whom the run has asked so far: an earlier try of it may have asked some. It stands in the node's
 * context, which lives in the execution's own data and is there when the answer comes in, whichever
 * process takes it.
 */
export function askedSoFar(context: IExecuteFunctions): Asked {
	const run = {
		executionId: context.getExecutionId(),
		runIndex: runIndexOf(context),
	};
	const stored = parse(context.getContext('node')[NAME]);
	return stored?.executionId === run.executionId && stored.runIndex === run.runIndex
		? stored
		: { ...run, people: {}, notAsked: [] };
}

/** Remembers whom the run has asked, in place of what an earlier run of the node has. */
export function rememberAsked(context: IExecuteFunctions, asked: Asked): void {
	context.getContext('node')[NAME] = JSON.stringify(asked);
}

/**
 * What the run that waits has asked, seen from the webhook. A webhook has no access to the node's
 * context but by an expression.
 *
 * The name of the node is whatever the user calls it. So it stands there sign by sign as escapes, for
 * n8n refuses expressions by what is written in them, and as the argument of `$()`, for it refuses
 * some names of members (n8n 1.123 and 2.41: `prototype` in `$node[…]`, `.constructor` anywhere).
 *
 * @throws what n8n's expression engine throws when it runs out of time or memory
 */
export function readAsked(context: IWebhookFunctions): Asked | undefined {
	const name = context
		.getNode()
		.name.replace(/[^]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
	return parse(context.evaluateExpression(`{{ $("${name}").context["${NAME}"] }}`, 0));
}

/** The number of this run of the node within its execution: a loop may ask again and again. */
export function runIndexOf(context: IExecuteFunctions): number {
	return context.getWorkflowDataProxy(0).$runIndex as number;
}

function parse(stored: unknown): Asked | undefined {
	return typeof stored === 'string' ? (JSON.parse(stored) as Asked) : undefined;
}
