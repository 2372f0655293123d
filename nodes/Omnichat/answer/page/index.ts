import type { IDataObject } from 'n8n-workflow';

import { isAsked, LONGEST_TEXT, type FieldValue } from '../../rules/form';
import { APPROVE, DECLINE, SEND, type Answer, type Question } from '../question';
import { ANSWER, REMARK, type Refused } from '../readAnswer';
import type { Words } from '../words';
import { formFields } from './form';
import { page } from './frame';
import { attributes, escapeHtml } from './html';
import { writtenBack } from './writtenBack';

export { PAGE_HEADERS } from './frame';
export { escapeHtml } from './html';

/** An answer that was not taken, and everything that was posted with it. */
export type RefusedPost = Refused & { posted: IDataObject };

/**
 * The page with the question, and the buttons or the fields to answer it.
 *
 * @param refused the answer before this page, and why it was not taken
 */
export function questionPage(question: Question, words: Words, refused?: RefusedPost): string {
	const { title = words.title, description = question.text } = question.page ?? {};
	const warning =
		refused === undefined
			? ''
			: `<p class="problem" id="problem" role="alert">${escapeHtml(words[refused.problem])}</p>\n`;
	const isForm = question.type === 'customForm';
	return page(
		words.lang,
		title,
		`<h1>${escapeHtml(title)}</h1>
<p class="question">${escapeHtml(description)}</p>
${warning}<form method="post"${isForm ? ' enctype="multipart/form-data" class="fields"' : ''}>
${controls(question, words, refused)}
</form>`,
	);
}

/** The page after the answer was taken. */
export function receivedPage(question: Question, answer: Answer, words: Words): string {
	const { received, close, lang } = words;
	return page(
		lang,
		received,
		`<h1 class="end">${escapeHtml(received)}</h1>
${answered(question, answer, words)}
<p class="soft">${escapeHtml(close)}</p>`,
	);
}

/** The page for whom the question is closed: somebody answered it, or it belongs to the past. */
export function tooLatePage(words: Words): string {
	return endPage(words, words.tooLate, words.tooLateWhy);
}

/** The page where something went wrong on our side. Nothing was taken. */
export function failedPage(words: Words): string {
	return endPage(words, words.failed, words.failedWhy);
}

function endPage(words: Words, end: string, why: string): string {
	return page(
		words.lang,
		end,
		`<h1 class="end">${escapeHtml(end)}</h1>
<p class="soft">${escapeHtml(why)}</p>`,
	);
}

function controls(question: Question, words: Words, refused: RefusedPost | undefined): string {
	const button = (value: string, text: string, isMain: boolean) =>
		`<button${attributes({ name: ANSWER, value, class: isMain && 'main' })}>${escapeHtml(text)}</button>`;
	const send = question.page?.button ?? words.send;
	switch (question.type) {
		case 'approval':
			return [
				...(question.remarkAs === undefined ? [] : [remark(words, refused)]),
				button(APPROVE, question.approve ?? words.approve, true),
				...(question.canDecline ? [button(DECLINE, question.decline ?? words.decline, false)] : []),
			].join('\n');
		case 'choice':
			return `<fieldset><legend class="unseen">${escapeHtml(words.chooseOne)}</legend>
${question.choices.map((choice, index) => button(String(index), choice, false)).join('\n')}
</fieldset>`;
		case 'freeText':
			return `${textArea(ANSWER, words.yourAnswer, { required: true, rows: 5 }, refused)}
<button class="main">${escapeHtml(send)}</button>`;
		case 'customForm':
			return `${formFields(question.fields, words, refused)}
${button(SEND, send, true)}`;
	}
}

/** Of several lines: where one has a single line, Enter would press the first button, and approve. */
function remark(words: Words, refused: RefusedPost | undefined): string {
	const isWrong = refused?.problem === 'tooLong';
	return `<div class="field">
${textArea(REMARK, words.remark, { rows: 3 }, refused, isWrong)}
</div>`;
}

/** A field for a text, with what was written into it before. */
function textArea(
	name: string,
	label: string,
	more: { required?: boolean; rows: number },
	refused: RefusedPost | undefined,
	isWrong = refused !== undefined,
): string {
	const posted: unknown =
		refused !== undefined && Object.hasOwn(refused.posted, name) ? refused.posted[name] : '';
	const written = typeof posted === 'string' ? writtenBack(posted) : '';
	const state = isWrong && { 'aria-invalid': 'true', 'aria-describedby': 'problem' };
	return `<label for="${name}">${escapeHtml(label)}</label>
<textarea${attributes({ id: name, name, maxlength: LONGEST_TEXT, ...more, ...state })}>
${escapeHtml(written)}</textarea>`;
}

/** What was answered, as it was understood. */
function answered(question: Question, answer: Answer, words: Words): string {
	if ('form' in answer) {
		const { form } = answer;
		const fields = question.type === 'customForm' ? question.fields.filter(isAsked) : [];
		const list = fields.map(
			({ label, name }) =>
				`<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(valueInWords(form[name] ?? null))}</dd>`,
		);
		return `<p>${escapeHtml(words.youAnswered)}</p>\n<dl>${list.join('\n')}</dl>`;
	}
	const remark = 'approved' in answer ? (answer.remark ?? answer.chatInput) : undefined;
	const more = remark === undefined ? '' : `\n<p class="answer">${escapeHtml(remark)}</p>`;
	return `<p>${escapeHtml(words.youAnswered)} <span class="answer">${escapeHtml(inWords(question, answer, words))}</span></p>${more}`;
}

function valueInWords(value: FieldValue): string {
	const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
	return text === '' ? '–' : text;
}

function inWords(
	question: Question,
	answer: Exclude<Answer, { form: unknown }>,
	words: Words,
): string {
	if ('choice' in answer) return answer.choice;
	if ('text' in answer) return answer.text;
	const labels: { approve?: string; decline?: string } =
		question.type === 'approval' ? question : {};
	return answer.approved ? (labels.approve ?? words.approve) : (labels.decline ?? words.decline);
}
