import { UserError, type IDataObject } from 'n8n-workflow';

import type { FormField, FormValues } from '../rules/form';
import { quote } from '../rules/quote';

/** What somebody is asked, and how he may answer. */
export type Question = Asking & (Approval | Choice | { type: 'freeText' } | CustomForm);

interface Asking {
	text: string;
	/** What the page has in place of its own words and of the text */
	page?: PageTexts;
}

/** The words of a page that the user may choose; absent: the page's own. */
export interface PageTexts {
	title?: string;
	/** In place of the question */
	description?: string;
	button?: string;
}

interface Choice {
	type: 'choice';
	choices: string[];
}

/** Fields to fill in. */
interface CustomForm {
	type: 'customForm';
	fields: FormField[];
}

/** The buttons of an approval. */
export interface Approval {
	type: 'approval';
	/** The labels of the buttons; absent: in the reader's language */
	approve?: string;
	decline?: string;
	/** False where one can only approve */
	canDecline: boolean;
	/** What a remark is called in the output; absent where none is asked for */
	remarkAs?: 'remark' | 'chatInput';
}

/** What somebody answered, as it leaves the node; of a form, the values leave by themselves. */
export type Answer =
	| { approved: boolean; remark?: string; chatInput?: string }
	| { choice: string }
	| { text: string }
	| { form: FormValues };

/** How many answers there may be to pick from. */
export const FEWEST_CHOICES = 2;
export const MOST_CHOICES = 10;

/** The values of the two buttons of an approval. */
export const APPROVE = 'approve';
export const DECLINE = 'decline';

/** The value of the button below a form. */
export const SEND = 'send';

/** The defaults of the fields for the labels, as in n8n's own nodes. */
const DEFAULT_LABELS = { approve: 'Approve', decline: 'Decline' } as const;

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
		case 'customForm':
			return [];
	}
}

/**
 * The buttons of an approval, from the field `approvalOptions` as n8n's own nodes have it.
 *
 * @param values the field's `values`; n8n leaves out those that are the defaults
 * @param isReview whether somebody reviews what an agent does: he must be able to say no where nothing
 * was chosen, and the agent looks for his remark under the name that n8n's own chat node gives it
 */
export function approvalFrom(values: IDataObject | undefined, isReview: boolean): Approval {
	const label = (value: unknown, unchosen: string) => {
		const text = String(value ?? '').trim();
		return text === '' || text === unchosen ? undefined : text;
	};
	const approve = label(values?.approveLabel, DEFAULT_LABELS.approve);
	const decline = label(values?.disapproveLabel, DEFAULT_LABELS.decline);
	return {
		type: 'approval',
		canDecline: values === undefined ? isReview : values.approvalType === 'double',
		...(approve !== undefined && { approve }),
		...(decline !== undefined && { decline }),
		...(values?.askForRemark === true && { remarkAs: isReview ? 'chatInput' : 'remark' }),
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
