import { withoutLinks } from '../rules/foreignText';
import { comparable } from '../rules/samePerson';
import type { Asked, AskedPerson } from './asked';
import type { Answer, Question } from './question';
import type { Words } from './words';

/** Of more people, the lines would go on for long after the answer. */
export const MOST_TOLD = 50;

/** The most characters of a label that are told. */
const LONGEST_LABEL = 200;

/** A line for somebody who was asked. */
export interface ToldLine {
	person: AskedPerson;
	text: string;
}

/**
 * What the others who were asked are told when somebody has answered. Each chat gets one line; who has
 * answered knows it, unless it is a group: nobody can tell who of it that was.
 *
 * Who was asked something else is told only that no answer is waited for any more, and a text or a
 * form is told to nobody.
 *
 * @param itemIndex whose question was answered
 */
export function toldLines(
	{ people, notAsked }: Asked,
	itemIndex: number,
	answer: Answer,
	words: Words,
): ToldLine[] {
	const by = people[itemIndex];
	if (by === undefined) return [];
	// Nobody knows whether they have the question.
	const unsure = notAsked.map((each) => String(each.itemIndex));
	const told = new Set(by.tell?.isGroup === true ? [] : [comparable(by.recipient)]);
	const lines: ToldLine[] = [];
	for (const [index, person] of Object.entries(people)) {
		const chat = comparable(person.recipient);
		if (person.tell === undefined || unsure.includes(index) || told.has(chat)) continue;
		told.add(chat);
		const isSame = person.question.text === by.question.text;
		const what = isSame ? decision(by.question, answer, words) : undefined;
		lines.push({ person, text: line(what, by.recipient, words) });
	}
	return lines;
}

/** What was decided: in the user's own words, or in ours; `undefined` where that is nobody's business. */
function decision(
	question: Question,
	answer: Answer,
	words: Words,
): { label: string } | { ours: string } | undefined {
	if ('choice' in answer) return { label: answer.choice };
	if (!('approved' in answer)) return undefined;
	const { approve, decline }: { approve?: string; decline?: string } =
		question.type === 'approval' ? question : {};
	const label = answer.approved ? approve : decline;
	if (label !== undefined) return { label };
	return { ours: answer.approved ? words.approved : words.declined };
}

function line(what: ReturnType<typeof decision>, recipient: string, words: Words): string {
	// A chat ID says nothing to those who read it.
	const who = recipient.startsWith('+') ? recipient : undefined;
	if (what !== undefined && 'label' in what) {
		const label = withoutLinks(what.label.replace(/\s+/g, ' ').slice(0, LONGEST_LABEL));
		return who === undefined ? label : `${label} (${who})`;
	}
	const ours = what?.ours ?? words.answered;
	return who === undefined ? ours : `${ours} ${words.by} ${who}`;
}
