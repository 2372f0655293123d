import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { openQuestions, type OpenQuestion } from '../../nodes/Omnichat/answer/openQuestions';
import { recallQuestions } from '../../nodes/Omnichat/answer/storedQuestions';

let ids = 0;

const newQuestion = (): OpenQuestion => {
	const id = `stored ${ids++}`;
	return {
		id,
		workflowId: 'shop',
		run: `run of ${id}`,
		chat: `chat of ${id}`,
		address: 'sealed',
		askedAt: 1_000,
		until: 2_000,
		waitsSince: 1_000,
	};
};

/** Reads a workflow in which this is stored. */
function recall(omnichatQuestions: unknown): void {
	const context: Partial<IExecuteFunctions> = {
		getWorkflowStaticData: () => ({ omnichatQuestions }) as IDataObject,
	};
	recallQuestions(context as IExecuteFunctions);
}

const isKnown = ({ id }: OpenQuestion) => openQuestions.find(id) !== undefined;

test.each<[string, Partial<OpenQuestion>]>([
	['as it is', {}],
	['with whom it was sent to', { person: 'person' }],
	['which one writer alone may answer', { onlyFrom: 'Ani' }],
])('a question that is stored is known again: %s', (_what, more) => {
	const question = { ...newQuestion(), ...more };
	recall({ [question.id]: question });
	expect(openQuestions.find(question.id)).toEqual(question);
});

test.each<[keyof OpenQuestion, unknown]>([
	['workflowId', undefined],
	['run', 7],
	['run', undefined],
	['chat', null],
	['chat', ['chat']],
	['person', 7],
	['address', undefined],
	['address', { href: 'https://example.com' }],
	['onlyFrom', 7],
	['askedAt', '1000'],
	['askedAt', undefined],
	['until', null],
	['until', '2000'],
	['waitsSince', undefined],
	['waitsSince', '1000'],
])('one whose %s is %j was put there by somebody else, and the others are known', (name, value) => {
	const [wrong, right] = [newQuestion(), newQuestion()];
	recall({ [wrong.id]: { ...wrong, [name]: value }, [right.id]: right });
	expect([isKnown(wrong), isKnown(right)]).toEqual([false, true]);
});

test('one whose ID is no text is not known', () => {
	const question = newQuestion();
	recall({ a: { ...question, id: 7 } });
	expect(isKnown(question)).toBe(false);
	expect(openQuestions.find(7 as unknown as string)).toBeUndefined();
});

test.each([
	[undefined],
	[null],
	[''],
	['questions'],
	[7],
	[[]],
	[{}],
	[[null]],
	[{ a: null, b: 7 }],
])('a workflow in which %j is stored has no question, and no error', (stored) =>
	expect(() => recall(stored)).not.toThrow(),
);
