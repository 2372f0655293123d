import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { openQuestions, type OpenQuestion } from './openQuestions';

const NAME = 'omnichatQuestions';

/** The questions as they are stored. */
type Stored = Record<string, OpenQuestion>;

/**
 * Has n8n store which questions of this workflow are open, when the execution goes to wait: so that a
 * restart forgets none, and another process of n8n can read them.
 *
 * n8n writes the static data of a workflow whole, and each execution writes what it read at its start,
 * with its own changes. So what is written is made up at the moment of writing, of all that this
 * process knows: of fifty executions that go to wait at once, the last one to write writes all.
 */
export function storeQuestions(context: IExecuteFunctions): void {
	recallQuestions(context);
	openQuestions.forgetOverdue(Date.now());
	const { id = '' } = context.getWorkflow();
	const toJSON = () => {
		const questions = openQuestions.toStore(id, Date.now());
		return Object.fromEntries(questions.map((question) => [question.id, question]));
	};
	// Whoever copies it without making a text of it has what is known now.
	const data = context.getWorkflowStaticData('global');
	data[NAME] = Object.assign(Object.create({ toJSON }) as IDataObject, toJSON());
}

/** Takes in what is stored with the workflow. */
export function recallQuestions(context: IExecuteFunctions | IWebhookFunctions): void {
	openQuestions.recall(readStored(context.getWorkflowStaticData('global')));
}

/** A workflow may be imported with whatever somebody has put there. */
function readStored(data: IDataObject): OpenQuestion[] {
	const stored = data[NAME];
	if (typeof stored !== 'object' || stored === null) return [];
	// Within the execution that has written it, it is not made up yet.
	const { toJSON } = stored as { toJSON?: () => Stored };
	const questions = typeof toJSON === 'function' ? toJSON() : (stored as Stored);
	return Object.values(questions).filter(isQuestion);
}

function isQuestion(value: unknown): value is OpenQuestion {
	if (typeof value !== 'object' || value === null) return false;
	const { id, workflowId, run, chat, person, address, askedAt, until, waitsSince, onlyFrom } =
		value as OpenQuestion;
	return (
		[id, workflowId, run, chat, person ?? '', address, onlyFrom ?? ''].every(
			(text) => typeof text === 'string',
		) && [askedAt, until, waitsSince].every((time) => typeof time === 'number')
	);
}
