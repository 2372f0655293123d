import { createHash } from 'node:crypto';

import {
	APPROVE,
	DECLINE,
	LONGEST_ANSWER,
	type Answer,
	type AnswerProblem,
	type Question,
} from './question';
import type { Words } from './words';

const STYLE = [
	':root{color-scheme:light dark;--back:#f3f5f4;--card:#fff;--text:#17211d;--soft:#55625c;--line:#c3ccc7;--main:#0b6b4f;--on-main:#fff;--warn:#a1260d}',
	'@media (prefers-color-scheme:dark){:root{--back:#111614;--card:#1b2320;--text:#e9efec;--soft:#a7b4ae;--line:#46534d;--main:#5fd3a8;--on-main:#06251a;--warn:#ff9c86}}',
	'*{box-sizing:border-box}',
	'body{margin:0;padding:1rem;background:var(--back);color:var(--text);font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}',
	'main{max-width:32rem;margin:1rem auto;padding:1.5rem 1.25rem;background:var(--card);border:1px solid var(--line);border-radius:1rem}',
	'h1{margin:0 0 .75rem;font-size:.9375rem;font-weight:600;color:var(--soft)}',
	'p{margin:0 0 1rem}',
	'.question{font-size:1.1875rem;white-space:pre-wrap;overflow-wrap:anywhere;margin-bottom:1.5rem}',
	'.answer{white-space:pre-wrap;overflow-wrap:anywhere;font-weight:600}',
	'.end{font-size:1.1875rem;font-weight:600;color:var(--text)}',
	'.problem{color:var(--warn);font-weight:600}',
	'.soft{color:var(--soft);margin:0}',
	'form{display:grid;gap:.75rem;margin:0}',
	'fieldset{display:grid;gap:.75rem;margin:0;padding:0;border:0;min-width:0}',
	'legend{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}',
	'label{font-weight:600}',
	'textarea{width:100%;min-height:8rem;padding:.75rem;font:inherit;color:inherit;background:var(--back);border:1px solid var(--soft);border-radius:.75rem}',
	'button{min-height:3rem;padding:.75rem 1rem;font:inherit;font-weight:600;color:var(--text);background:transparent;border:2px solid var(--soft);border-radius:.75rem;cursor:pointer;overflow-wrap:anywhere}',
	'button.main{color:var(--on-main);background:var(--main);border-color:var(--main)}',
	':focus-visible{outline:3px solid var(--main);outline-offset:3px}',
].join('\n');

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'`;

/**
 * The headers of every page: nothing from outside, no script, not framed, not stored, not found by
 * search engines, and the address, which holds the signature, told to nobody.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
	'Content-Type': 'text/html; charset=utf-8',
	'Content-Security-Policy': `${POLICY}; frame-ancestors 'none'`,
	'X-Frame-Options': 'DENY',
	'X-Content-Type-Options': 'nosniff',
	'X-Robots-Tag': 'noindex, nofollow',
	'Referrer-Policy': 'no-referrer',
	'Cache-Control': 'no-store',
};

/** An answer that was not taken. */
export interface Refused {
	problem: AnswerProblem;
	/** What was written, which nobody wants to write again */
	written: string;
}

/**
 * The page with the question, and the buttons or the field to answer it.
 *
 * @param refused the answer before this page, and why it was not taken
 */
export function questionPage(question: Question, words: Words, refused?: Refused): string {
	const { problem } = refused ?? {};
	const warning =
		problem === undefined
			? ''
			: `<p class="problem" id="problem" role="alert">${escapeHtml(words[problem])}</p>`;
	return page(
		words,
		words.title,
		`<h1>${escapeHtml(words.title)}</h1>
<p class="question">${escapeHtml(question.text)}</p>
${warning}<form method="post">
${controls(question, words, refused)}
</form>`,
	);
}

/** The page after the answer was taken. */
export function receivedPage(question: Question, answer: Answer, words: Words): string {
	return page(
		words,
		words.received,
		`<h1 class="end">${escapeHtml(words.received)}</h1>
<p>${escapeHtml(words.youAnswered)} <span class="answer">${escapeHtml(inWords(question, answer, words))}</span></p>
<p class="soft">${escapeHtml(words.close)}</p>`,
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
		words,
		end,
		`<h1 class="end">${escapeHtml(end)}</h1>
<p class="soft">${escapeHtml(why)}</p>`,
	);
}

/** Makes a text part of the page's text, or of an attribute in double quotation marks. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function controls(question: Question, words: Words, refused: Refused | undefined): string {
	const label = (text: string) => escapeHtml(text);
	const button = (value: string, text: string, isMain: boolean) =>
		`<button name="answer" value="${escapeHtml(value)}"${isMain ? ' class="main"' : ''}>${label(text)}</button>`;
	switch (question.type) {
		case 'approval':
			return [
				button(APPROVE, question.approve ?? words.approve, true),
				...(question.canDecline ? [button(DECLINE, question.decline ?? words.decline, false)] : []),
			].join('\n');
		case 'choice':
			return `<fieldset><legend>${label(words.chooseOne)}</legend>
${question.choices.map((choice, index) => button(String(index), choice, false)).join('\n')}
</fieldset>`;
		case 'freeText': {
			const invalid =
				refused === undefined ? '' : ' aria-invalid="true" aria-describedby="problem"';
			return `<label for="answer">${label(words.yourAnswer)}</label>
<textarea id="answer" name="answer" required maxlength="${LONGEST_ANSWER}" rows="5"${invalid}>
${label(refused?.written ?? '')}</textarea>
<button class="main">${label(words.send)}</button>`;
		}
	}
}

function inWords(question: Question, answer: Answer, words: Words): string {
	if ('choice' in answer) return answer.choice;
	if ('text' in answer) return answer.text;
	const labels: { approve?: string; decline?: string } =
		question.type === 'approval' ? question : {};
	return answer.approved ? (labels.approve ?? words.approve) : (labels.decline ?? words.decline);
}

/** The policy stands in the page too: n8n replaces the header of an answer to a POST by its own. */
function page(words: Words, title: string, content: string): string {
	return `<!DOCTYPE html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
}
