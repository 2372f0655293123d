/** A field that somebody fills in. */
interface Asked {
	/** What the answer is called in the output */
	name: string;
	label: string;
	isRequired: boolean;
}

/** A field for a text of its own. */
export interface TextField extends Asked {
	type: 'text' | 'textarea' | 'email' | 'number' | 'date';
	placeholder: string;
	/** What stands in it at first */
	initial: string;
}

/** A field with answers to choose from; of checkboxes, several may be chosen. */
export interface ChoiceField extends Asked {
	type: 'dropdown' | 'radio' | 'checkbox';
	options: string[];
	/** The indexes of those that are chosen at first */
	initial: number[];
}

/** A value that leaves with the answers and is on no page. */
export interface HiddenField {
	type: 'hidden';
	name: string;
	value: string;
}

/** A text between the fields. */
export interface ShownText {
	type: 'html';
	text: string;
}

/** One part of a form, checked. */
export type FormField = TextField | ChoiceField | HiddenField | ShownText;

/** What was filled in; `null` for a number, date or single choice that was left out. */
export type FieldValue = string | number | string[] | null;

/** Why what was filled in cannot be taken. */
export type FieldProblem =
	| 'missing'
	| 'tooLong'
	| 'noEmail'
	| 'noNumber'
	| 'tooManyDigits'
	| 'noDate'
	| 'notOffered';

/** What a field says of what was filled in. */
export type FieldAnswer = { value: FieldValue } | { problem: FieldProblem };

/** More than this is no answer; WhatsApp's own messages end at 65,536 characters. */
export const LONGEST_TEXT = 4_000;

/** Whether somebody fills it in. */
export function isAsked(field: FormField): field is TextField | ChoiceField {
	return field.type !== 'hidden' && field.type !== 'html';
}

/** Whether the answers of a field are chosen, not written. */
export function isChosen(field: TextField | ChoiceField): field is ChoiceField {
	return 'options' in field;
}
