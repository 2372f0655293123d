import type { IDataObject } from 'n8n-workflow';

import { chosenIn } from '../rules/chatAnswer';
import { LONGEST_TEXT, readForm, type FormProblems } from '../rules/form';
import { APPROVE, choicesOf, DECLINE, SEND, type Answer, type Question } from './question';

/** Why an answer cannot be taken; of a form, its fields say more. */
export type AnswerProblem = 'nothingChosen' | 'empty' | 'tooLong' | 'notAllRight';

/** An answer that was not taken. */
export interface Refused {
	problem: AnswerProblem;
	/** Of a form */
	fields?: FormProblems;
}

/** The name of the field, or of the buttons, that hold an answer; and of a remark. */
export const ANSWER = 'answer';
export const REMARK = 'remark';

/**
 * Reads the answer out of what the page has posted.
 *
 * @param posted the fields that came, whatever they are
 */
export function readAnswer(question: Question, posted: IDataObject): Answer | Refused {
	const value = textIn(posted, ANSWER);
	switch (question.type) {
		case 'approval': {
			const approved = value === APPROVE;
			if (!approved && !(value === DECLINE && question.canDecline)) {
				return { problem: 'nothingChosen' };
			}
			if (question.remarkAs === undefined) return { approved };
			const remark = readText(textIn(posted, REMARK));
			if (remark === undefined) return { problem: 'tooLong' };
			return remark === '' ? { approved } : { approved, [question.remarkAs]: remark };
		}
		case 'choice': {
			const choice = /^\d+$/.test(value) ? question.choices[Number(value)] : undefined;
			return choice === undefined ? { problem: 'nothingChosen' } : { choice };
		}
		case 'freeText': {
			const text = readText(value);
			if (text === undefined) return { problem: 'tooLong' };
			return text === '' ? { problem: 'empty' } : { text };
		}
		case 'customForm': {
			// A call that is none of the page's would fill in nothing, and a form may ask for nothing more.
			if (value !== SEND) return { problem: 'notAllRight' };
			const read = readForm(question.fields, posted);
			return 'values' in read
				? { form: read.values }
				: { problem: 'notAllRight', fields: read.problems };
		}
	}
}

/**
 * Reads the answer out of what somebody wrote in the chat.
 *
 * @param message whatever it was
 * @returns `undefined` where it is no answer to this question
 */
export function readChatAnswer(question: Question, message: string): Answer | undefined {
	if (question.type === 'customForm') return undefined;
	if (question.type === 'freeText') {
		const answer = readAnswer(question, { [ANSWER]: message });
		return 'problem' in answer ? undefined : answer;
	}
	const index = chosenIn(message, choicesOf(question), question.type === 'approval');
	if (index === undefined) return undefined;
	if (question.type === 'approval') return { approved: index === 0 };
	const choice = question.choices[index];
	return choice === undefined ? undefined : { choice };
}

/** @returns `undefined` where it is too long */
function readText(written: string): string | undefined {
	// A form posts each end of a line as two characters.
	if (written.length > 2 * LONGEST_TEXT) return undefined;
	const text = written.replace(/\r\n?/g, '\n').trim();
	return text.length > LONGEST_TEXT ? undefined : text;
}

/** The text that was posted under a name; empty where there is none, or something else. */
function textIn(posted: IDataObject, name: string): string {
	const value: unknown = Object.hasOwn(posted, name) ? posted[name] : undefined;
	return typeof value === 'string' ? value : '';
}
