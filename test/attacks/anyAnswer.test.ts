import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { anyPacking, anySpoiling, anyPageForm, anyTextForm, textsIn } from '../engine/anyCall';
import { useGateway } from '../engine/demoGateway';
import { inNewProcess } from '../engine/newProcess';
import { answerIn, askOne, type Waiting } from './waiting';

jest.setTimeout(60_000);

useGateway();

const node = inNewProcess();

const CHOICES = ['Small', 'Large', '2'];

/** What is asked, a call that answers it, and whether a field answers it so. */
interface Asked {
	parameters: INodeParameters;
	/** What is posted by the page, and what comes out */
	real: [fields: Record<string, string>, answer: IDataObject];
	/** What comes out of these fields; `undefined` where they are no answer */
	readsAs(fields: IDataObject): IDataObject | undefined;
}

const asText = (value: unknown) => (typeof value === 'string' ? value : '');

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
		readsAs: ({ answer }) => {
			const index = ['0', '1', '2'].indexOf(asText(answer));
			return index < 0 ? undefined : { choice: CHOICES[index] };
		},
	},
	{
		parameters: { responseType: 'freeText' },
		real: [{ answer: 'The large one' }, { text: 'The large one' }],
		readsAs: ({ answer }) => {
			const text = asText(answer)
				.replace(/\r\n|\r/g, '\n')
				.trim();
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
			const text = asText(fields['field-0']).replace(/\r\n|\r/g, '\n');
			const isFilled = answer === 'send' && text.trim() !== '';
			return isFilled ? { Size: text.trim(), order: '17' } : undefined;
		},
	},
];

const anyValue = fc.oneof(
	fc.constantFrom(
		...[
			'approve',
			'decline',
			'send',
			'0',
			'1',
			'2',
			'3',
			'-1',
			'00',
			'1.0',
			'1e0',
			'',
			' ',
			'\r\n',
		],
		...['APPROVE', ' approve', 'approve,decline', 'Approve', 'Large', 'true', 'constructor', 'NaN'],
	),
	fc.string({ unit: 'grapheme', maxLength: 8 }),
);
const anyFields = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.dictionary(
			fc.constantFrom(
				'answer',
				'answer',
				'field-0',
				'remark',
				'Answer',
				'answer[]',
				'field-1',
				'run',
			),
			anyValue,
			{ maxKeys: 4 },
		),
	},
	fc.dictionary(
		fc.constantFrom('answer', 'field-0', '__proto__', 'constructor', 'data', 'approved'),
		fc.oneof(
			fc.jsonValue({ maxDepth: 2 }),
			fc.constant(['approve']),
			fc.constant({ answer: 'send' }),
		),
		{ maxKeys: 3 },
	),
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
			fc.tuple(fc.boolean(), anyFields),
			fc.oneof(anyTextForm, anyPageForm),
			anyPacking,
			fc.option(anySpoiling, { nil: null, freq: 2 }),
			async (asked, [isReal, others], [form, write], pack, spoil) => {
				const fields = (isReal ? { ...others, ...asked.real[0] } : others) as IDataObject;
				const call = (spoil ?? ((posted) => posted))(pack(write(fields)));
				const open = waiting.get(asked) ?? (await askOne(asked.parameters, {}, {}, node));
				waiting.set(asked, open);
				const given = await post(open, call);
				if (given !== undefined) waiting.delete(asked);
				const said = asked.readsAs(fields);
				// What spoiled bytes say, nobody knows; but what comes out was in them.
				const wasIn = textsOf(given).every((text) => textsIn(call).includes(text));
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

/** What has to stand in a call for an answer: the words of the buttons, and what was written. */
function textsOf(given: IDataObject | undefined): string[] {
	if (given === undefined) return [];
	const { approved, choice, text, Size } = given;
	if (approved !== undefined) return [approved === true ? 'approve' : 'decline'];
	if (choice !== undefined) return [String(CHOICES.indexOf(asText(choice)))];
	return text === undefined ? ['send', asText(Size)] : [asText(text)];
}
