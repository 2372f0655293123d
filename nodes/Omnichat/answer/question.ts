import { UserError, type IDataObject } from 'n8n-workflow';

import { chosenIn } from '../rules/chatAnswer';
import { quote } from '../rules/quote';

/** What somebody is asked, and how he may answer. */
export type Question = { text: string } & (
	| Approval
	| { type: 'choice'; choices: string[] }
	| { type: 'freeText' }
);

/** The buttons of an approval. */
export interface Approval {
	type: 'approval';
	/** The labels of the buttons; absent: in the reader's language */
	approve?: string;
	decline?: string;
	/** False where one can only approve */
	canDecline: boolean;
}

/** What somebody answered, as it leaves the node. */
export type Answer = { approved: boolean } | { choice: string } | { text: string };

/** More than this is no answer to a question; WhatsApp's own messages end at 65,536 characters. */
export const LONGEST_ANSWER = 4_000;

/** How many answers there may be to pick from. */
export const FEWEST_CHOICES = 2;
export const MOST_CHOICES = 10;

/** The values of the two buttons of an approval. */
export const APPROVE = 'approve';
export const DECLINE = 'decline';

/** The defaults of the fields for the labels, as in n8n's own nodes. */
const DEFAULT_LABELS = { approve: 'Approve', decline: 'Decline' } as const;

/** Why an answer cannot be taken. */
export type AnswerProblem = 'nothingChosen' | 'empty' | 'tooLong';

/**
 * Reads the answer out of what the page's form has posted.
 *
 * @param posted the form's field `answer`, whatever came
 */
export function readAnswer(question: Question, posted: unknown): Answer | AnswerProblem {
	const value = typeof posted === 'string' ? posted : '';
	switch (question.type) {
		case 'approval':
			if (value === APPROVE) return { approved: true };
			return value === DECLINE && question.canDecline ? { approved: false } : 'nothingChosen';
		case 'choice': {
			const choice = /^\d+$/.test(value) ? question.choices[Number(value)] : undefined;
			return choice === undefined ? 'nothingChosen' : { choice };
		}
		case 'freeText': {
			// A form posts each end of a line as two characters.
			if (value.length > 2 * LONGEST_ANSWER) return 'tooLong';
			const text = value.replace(/\r\n?/g, '\n').trim();
			if (text === '') return 'empty';
			return text.length > LONGEST_ANSWER ? 'tooLong' : { text };
		}
	}
}

/**
 * The choices of a question as they stand in a chat, in their order: nobody's browser says there
 * which language its reader likes.
 *
 * @returns none where any text is an answer
 */
export function choicesOf(question: Question): string[] {
	switch (question.type) {
		case 'approval': {
			const { approve = DEFAULT_LABELS.approve, decline = DEFAULT_LABELS.decline } = question;
			return question.canDecline ? [approve, decline] : [approve];
		}
		case 'choice':
			return question.choices;
		case 'freeText':
			return [];
	}
}

/**
 * Reads the answer out of what somebody wrote in the chat.
 *
 * @param message whatever it was
 * @returns `undefined` where it is no answer to this question
 */
export function readChatAnswer(question: Question, message: string): Answer | undefined {
	if (question.type === 'freeText') {
		const answer = readAnswer(question, message);
		return typeof answer === 'string' ? undefined : answer;
	}
	const index = chosenIn(message, choicesOf(question), question.type === 'approval');
	if (index === undefined) return undefined;
	if (question.type === 'approval') return { approved: index === 0 };
	const choice = question.choices[index];
	return choice === undefined ? undefined : { choice };
}

/**
 * The buttons of an approval, from the field `approvalOptions` as n8n's own nodes have it.
 *
 * @param values the field's `values`; n8n leaves out those that are the defaults
 * @param canDecline whether there is a button to decline where nothing was chosen
 */
export function approvalFrom(values: IDataObject | undefined, canDecline: boolean): Approval {
	const label = (value: unknown, unchosen: string) => {
		const text = String(value ?? '').trim();
		return text === '' || text === unchosen ? undefined : text;
	};
	const approve = label(values?.approveLabel, DEFAULT_LABELS.approve);
	const decline = label(values?.disapproveLabel, DEFAULT_LABELS.decline);
	return {
		type: 'approval',
		canDecline: values === undefined ? canDecline : values.approvalType === 'double',
		...(approve !== undefined && { approve }),
		...(decline !== undefined && { decline }),
	};
}

/**
 * Checks the answers that one may pick from.
 *
 * @param values as the user filled them in, one text each
 * @returns them without spaces around them
 * @throws UserError when there are too few or too many of them, an empty one or the same one twice
 */
export function checkChoices(values: readonly unknown[]): string[] {
	const choices = values.map((value) => String(value ?? '').trim());
	if (choices.length < FEWEST_CHOICES || choices.length > MOST_CHOICES) {
		throw new UserError(
			`There are ${choices.length} answers to choose from, it must be ${FEWEST_CHOICES} to ${MOST_CHOICES}`,
			{ description: "Add or remove answers under 'Choices'" },
		);
	}
	const empty = choices.indexOf('');
	if (empty >= 0) {
		throw new UserError(`Answer ${empty + 1} to choose from is empty`, {
			description: 'Fill it in, or check that its expression finds something for this item',
		});
	}
	const again = choices.find((choice, index) => choices.indexOf(choice) < index);
	if (again !== undefined) {
		throw new UserError(`The answer ${quote(again)} is there twice`, {
			description: 'Nobody could tell the two apart: change or remove one of them',
		});
	}
	return choices;
}
