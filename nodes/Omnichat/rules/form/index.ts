export { postedName, postedTexts, readForm, type FormProblems, type FormValues } from './answers';
export { formFrom } from './definition';
export {
	isAsked,
	isChosen,
	LONGEST_TEXT,
	type ChoiceField,
	type FieldProblem,
	type FieldValue,
	type FormField,
	type TextField,
} from './field';
export { formFromJson } from './json';
