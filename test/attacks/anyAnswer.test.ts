import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import {
	anyJsonForm,
	anyPacking,
	anyPageForm,
	anySpoiling,
	anyTextForm,
	textsIn,
} from '../engine/anyCall';
import { useGateway } from '../engine/demoGateway';
import { inNewProcess } from '../engine/newProcess';
import { asText, choiceIn, CHOICES, linesOf, POSTED_TEXTS } from './readsAs';
import { answerIn, askOne, type Waiting } from './waiting';

jest.setTimeout(60_000);

useGateway();

const node = inNewProcess();

/** What is asked, a call that answers it, and whether a field answers it so. */
interface Asked {
	parameters: INodeParameters;
	/** What is posted by the page, and what comes out */
	real: [fields: Record<string, string>, answer: IDataObject];
	/** What comes out of these fields; `undefined` where they are no answer */
	readsAs(fields: IDataObject): IDataObject | undefined;
}

const QUESTIONS: Asked[] = [
	{
		parameters: {},
		real: [{ answer: 'approve' }, { approved: true }],
		readsAs: ({ answer }) => (answer === 'approve' ? { approved: true } : undefined),
	},
	{
		parameters: { approvalOptions: { values: { approvalType: 'double' } } },
		real: [{ answer: 'decline' }, { approved: false }],
		readsAs: ({ answer }) =>
			answer === 'approve' || answer === 'decline' ? { approved: answer === 'approve' } : undefined,
	},
	{
		parameters: {
			responseType: 'choice',
			choices: { values: CHOICES.map((choice) => ({ choice })) },
		},
		real: [{ answer: '2' }, { choice: '2' }],
		readsAs: ({ answer }) => choiceIn(answer),
	},
	{
		parameters: { responseType: 'freeText' },
		real: [{ answer: 'The large one' }, { text: 'The large one' }],
		readsAs: ({ answer }) => {
			const text = linesOf(answer);
			return text === '' ? undefined : { text };
		},
	},
	{
		parameters: {
			responseType: 'customForm',
			formFields: {
				values: [
					{ fieldLabel: 'Size', requiredField: true },
					{ fieldType: 'hiddenField', fieldName: 'order', fieldValue: '17' },
				],
			},
		},
		real: [
			{ 'field-0': 'L', answer: 'send' },
			{ Size: 'L', order: '17' },
		],
		readsAs: ({ answer, ...fields }) => {
			const text = linesOf(fields['field-0']);
			return answer === 'send' && text !== '' ? { Size: text, order: '17' } : undefined;
		},
	},
];

const anyValue = fc.oneof(
	fc.constantFrom(...POSTED_TEXTS),
	fc.string({ unit: 'grapheme', maxLength: 8 }),
);
const NAMES = ['answer', 'field-0', 'remark', 'Answer', 'answer[]', 'data', '__proto__', 'run'];
const anyName = fc.constantFrom('answer', ...NAMES);
const anyTexts = fc.dictionary(anyName, anyValue, { maxKeys: 4 });
const anyJson = fc.dictionary(
	anyName,
	fc.oneof(
		fc.jsonValue({ maxDepth: 2 }),
		fc.constantFrom(['approve'], { answer: 'send' }, [['0']], 0, true),
	),
	{ maxKeys: 3 },
);
const aCall = fc.oneof(
	{ weight: 3, arbitrary: fc.tuple(anyTexts, fc.oneof(anyTextForm, anyPageForm)) },
	fc.tuple(anyJson, anyJsonForm),
);

const withoutTime = (data: unknown) => {
	const { respondedAt, respondedBy, answeredBy, itemIndex, ...answer } = data as IDataObject;
	expect([respondedBy, answeredBy, itemIndex]).toEqual(['+6281290641111', 'link', 0]);
	expect(Date.parse(asText(respondedAt))).not.toBeNaN();
	return answer;
};

/** Posts to a link. @returns the answer; `undefined` where it was none, and somebody is told so */
async function post(
	{ open }: Waiting,
	call: Parameters<Waiting['open']>[0],
): Promise<IDataObject | undefined> {
	const { status, items, error, responseBody } = await open({ ...call, method: 'POST' });
	const given = answerIn(items)?.map(withoutTime);
	// What is packed wrong, n8n itself refuses, with 500.
	const isOurs = String(responseBody).startsWith('<!DOCTYPE html>');
	expect(isOurs ? error : undefined).toBeUndefined();
	expect(given === undefined ? status >= 400 && status < (isOurs ? 500 : 501) : isOurs).toBe(true);
	return given?.[0];
}

test('whatever is posted to a link, by whatever content type: it is an answer, or the execution waits on', async () => {
	/** The questions that are still open: they are asked anew once they are answered. */
	const waiting = new Map<Asked, Waiting>();
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...QUESTIONS),
			fc.boolean(),
			aCall,
			anyPacking,
			fc.option(anySpoiling, { nil: null, freq: 2 }),
			async (asked, isReal, [others, [form, write]], pack, spoil) => {
				const fields = (isReal ? { ...others, ...asked.real[0] } : others) as IDataObject;
				const call = (spoil ?? ((posted) => posted))(pack(write(fields)));
				const open = waiting.get(asked) ?? (await askOne(asked.parameters, {}, {}, node));
				waiting.set(asked, open);
				const given = await post(open, call);
				if (given !== undefined) waiting.delete(asked);
				const said = asked.readsAs(fields);
				// What spoiled bytes say, nobody knows; but what was chosen stands in them.
				const wasIn = textsIn(call).includes(chosenIn(given));
				const spoiled = wasIn ? [given] : ['what was posted'];
				const whole = isOfPage(form, asked) ? [said] : [said, undefined];
				expect(spoil === null ? whole : spoiled).toContainEqual(given);
			},
		),
		{ numRuns: 25 },
	);
	for (const [{ real }, { answer }] of waiting) {
		const [{ answer: button = '', ...fields }, expected] = real;
		expect(answerIn((await answer(button, {}, fields)).items)?.map(withoutTime)).toEqual([
			expected,
		]);
	}
});

/** Whether the page posts its fields so: then they are taken. */
const isOfPage = (form: string, { parameters }: Asked) =>
	form === (parameters.responseType === 'customForm' ? 'fields in parts' : 'fields of a form');

/** What the page posts for an answer; empty for a text, which may be any. */
function chosenIn({ approved, choice, Size }: IDataObject = {}): string {
	if (approved !== undefined) return approved === true ? 'approve' : 'decline';
	if (choice !== undefined) return String(CHOICES.indexOf(asText(choice)));
	return Size === undefined ? '' : 'send';
}
