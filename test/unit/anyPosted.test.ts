import fc from 'fast-check';

import type { Question } from '../../nodes/Omnichat/answer/question';
import { readAnswer } from '../../nodes/Omnichat/answer/readAnswer';
import { choiceIn, CHOICES, linesOf, POSTED_TEXTS } from '../attacks/readsAs';

type Posted = Record<string, unknown>;

/** A question of each kind, and what counts as an answer to it; `undefined` where nothing does. */
const QUESTIONS: Array<[question: Question, readsAs: (posted: Posted) => unknown]> = [
	[
		{ type: 'approval', text: '?', canDecline: false },
		({ answer }) => (answer === 'approve' ? { approved: true } : undefined),
	],
	[
		{ type: 'approval', text: '?', canDecline: true, remarkAs: 'remark' },
		({ answer, remark }) => {
			if (answer !== 'approve' && answer !== 'decline') return undefined;
			const said = linesOf(remark);
			if (said.length > 4_000) return undefined;
			return { approved: answer === 'approve', ...(said !== '' && { remark: said }) };
		},
	],
	[{ type: 'choice', text: '?', choices: CHOICES }, ({ answer }) => choiceIn(answer)],
	[
		{ type: 'freeText', text: '?' },
		({ answer }) => {
			const text = linesOf(answer);
			return text === '' || text.length > 4_000 ? undefined : { text };
		},
	],
];

const anyValue = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.constantFrom(...POSTED_TEXTS),
	},
	fc.string({ unit: 'grapheme', maxLength: 8 }),
	fc.constantFrom(['approve'], { answer: 'approve' }, 1, 0, true, null, new Map(), [['0']]),
	fc.integer({ min: 3_990, max: 4_010 }).map((length) => 'x'.repeat(length)),
	fc.jsonValue({ maxDepth: 2 }),
);
const anyPosted = fc.dictionary(
	fc.constantFrom(
		'answer',
		'answer',
		'remark',
		'field-0',
		'field-1',
		'Answer',
		'answer[]',
		'__proto__',
	),
	anyValue,
	{ maxKeys: 4 },
);

test('whatever was posted, it is an answer that was given so, or none', () => {
	fc.assert(
		fc.property(fc.constantFrom(...QUESTIONS), anyPosted, ([question, readsAs], posted) => {
			const read = readAnswer(question, posted as never);
			expect('problem' in read ? undefined : read).toEqual(readsAs(posted));
		}),
		{ numRuns: 3_000 },
	);
});

test('a form that asks for nothing is filled in by its button alone', () => {
	const fields = [{ type: 'hidden', name: 'order', value: '17' } as const];
	fc.assert(
		fc.property(anyPosted, (posted) => {
			const read = readAnswer({ type: 'customForm', text: '?', fields }, posted as never);
			expect('problem' in read).toBe(posted.answer !== 'send');
		}),
	);
});
