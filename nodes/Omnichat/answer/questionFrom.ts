import type { IDataObject } from 'n8n-workflow';

import { asText, filled } from '../rules/expressionText';
import { withoutLinks } from '../rules/foreignText';
import { formFrom, formFromJson, type FormField } from '../rules/form';
import { asObject, objectsIn } from '../rules/parseObject';
import { questionText } from './message';
import { escapeHtml } from './page/html';
import { approvalFrom, checkChoices, type PageTexts, type Question } from './question';

/** The fields of an item, however n8n has them. */
export interface QuestionFields {
	/** With its expressions worked out */
	read(name: string): unknown;
	/** As it is stored */
	raw(name: string): unknown;
	/** Works out the expressions in a text */
	evaluate(text: string): unknown;
	/** Refuses what an expression leaves that found nothing */
	checked(text: string, label: string, raw: unknown): string;
}

/** The default of the field for the button, as in n8n's own nodes. */
const DEFAULT_BUTTON = 'Submit';

/**
 * Makes the question of the fields that the user filled in.
 *
 * @param isReview whether somebody reviews what an agent is about to do
 * @throws UserError when something cannot be asked so
 */
export function questionFrom(fields: QuestionFields, isReview: boolean): Question {
	const raw = fields.raw('message');
	const text = filled(
		fields.checked(questionText(raw, fields.evaluate), 'The message', raw),
		'The message',
	);
	switch (fields.read('responseType')) {
		case 'choice': {
			const { values = [] } = fields.read('choices') as { values?: IDataObject[] };
			return { type: 'choice', text, choices: checkChoices(values.map(({ choice }) => choice)) };
		}
		case 'freeText':
			return { type: 'freeText', text, ...pageTexts(fields) };
		case 'customForm':
			return { type: 'customForm', text, ...pageTexts(fields), fields: formFieldsFrom(fields) };
		default: {
			const { values } = fields.read('approvalOptions') as { values?: IDataObject };
			return { ...approvalFrom(values, isReview), text };
		}
	}
}

/** What stands in front of the link, where the user chose something. */
export function linkLabelFrom(options: IDataObject): string {
	const text = asText(options.messageButtonLabel, "'Message Button Label'");
	return withoutLinks(text.trim().replace(/\s+/g, ' ')).slice(0, LONGEST_LINE);
}

/** So much of a title or label is shown. */
const LONGEST_LINE = 200;

function formFieldsFrom(fields: QuestionFields): FormField[] {
	if (fields.read('defineForm') === 'json') return formFromJson(fields.read('jsonOutput'));
	const rows = objectsIn(asObject(fields.read('formFields'))?.values);
	const raws = objectsIn(asObject(fields.raw('formFields'))?.values);
	return formFrom(
		rows.map((row, index) =>
			row.fieldType === 'html'
				? { ...row, html: questionText(raws[index]?.html, fields.evaluate, inHtml) }
				: row,
		),
	);
}

/** A value brings no elements of its own: it could write lines that look like those around it. */
function inHtml(value: string): string {
	return escapeHtml(value).replace(/\n/g, '<br>');
}

/** What the user chose for the page, absent where he chose nothing. */
function pageTexts(fields: QuestionFields): { page?: PageTexts } {
	const options = asObject(fields.read('options')) ?? {};
	const raw = asObject(fields.raw('options'))?.responseFormDescription;
	const line = (name: string, label: string) =>
		asText(options[name], label).trim().replace(/\s+/g, ' ').slice(0, LONGEST_LINE);
	const title = line('responseFormTitle', "'Response Form Title'");
	const button = line('responseFormButtonLabel', "'Response Form Button Label'");
	const description = fields
		.checked(questionText(raw, fields.evaluate), "'Response Form Description'", raw)
		.trim();
	const page = {
		...(title !== '' && { title }),
		...(description !== '' && { description }),
		...(button !== '' && button !== DEFAULT_BUTTON && { button }),
	};
	return Object.keys(page).length === 0 ? {} : { page };
}
