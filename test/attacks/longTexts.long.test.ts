import { UserError } from 'n8n-workflow';

import { questionText } from '../../nodes/Omnichat/answer/message';
import { questionPage } from '../../nodes/Omnichat/answer/page';
import { approvalFrom, checkChoices } from '../../nodes/Omnichat/answer/question';
import { readAnswer } from '../../nodes/Omnichat/answer/readAnswer';
import { waitUntil } from '../../nodes/Omnichat/answer/waitUntil';
import { wordsFor } from '../../nodes/Omnichat/answer/words';
import { normalizeBaseUrl } from '../../nodes/Omnichat/rules/baseUrl';
import { numberInLink } from '../../nodes/Omnichat/rules/chatLink';
import { normalizeDeviceKey } from '../../nodes/Omnichat/rules/deviceKey';
import { explain } from '../../nodes/Omnichat/rules/explanation';
import { asValue, withoutLinks } from '../../nodes/Omnichat/rules/foreignText';
import { fromMarkdown } from '../../nodes/Omnichat/rules/markdown';
import { classifyAnswer } from '../../nodes/Omnichat/rules/outcome';
import { resolvePace } from '../../nodes/Omnichat/rules/pace';
import { holdsKeyword, readKeywords } from '../../nodes/Omnichat/rules/keywords';
import { parseObject } from '../../nodes/Omnichat/rules/parseObject';
import { normalizeCountryCode, normalizePhoneNumber } from '../../nodes/Omnichat/rules/phoneNumber';
import { resolvePlain } from '../../nodes/Omnichat/rules/plainExpression';
import { isPublic } from '../../nodes/Omnichat/rules/publicChat';
import { quote } from '../../nodes/Omnichat/rules/quote';
import { phoneOf, resolveRecipient } from '../../nodes/Omnichat/rules/recipient';
import { redactBody } from '../../nodes/Omnichat/rules/redact';
import { isFoundIn } from '../../nodes/Omnichat/rules/search';
import { resolveTemplateId } from '../../nodes/Omnichat/rules/templateId';
import { variablesFromJson, variablesFromRows } from '../../nodes/Omnichat/rules/templateVariables';
import { formFrom, formFromJson, readForm } from '../../nodes/Omnichat/rules/form';
import { textOfHtml } from '../../nodes/Omnichat/rules/form/htmlText';
import { makeSafe, readBody } from '../../nodes/Omnichat/trigger/body';
import { findDevice } from '../../nodes/Omnichat/trigger/deviceCheck';
import { readSenders } from '../../nodes/Omnichat/trigger/filter';
import { callOf, chatOf, toIncomingMessage } from '../../nodes/Omnichat/trigger/incomingMessage';

const LENGTH = 1_000_000;

/** A megabyte of what makes patterns look again and again. */
const texts = [
	...[
		'ha',
		'[',
		'/[,',
		'/a,',
		' ',
		'\n',
		'0',
		'/',
		'\\',
		'@',
		'{{',
		'a.',
		'a=1&',
		'%25',
		'é',
		'https://',
		'{{ $json.a',
	],
	...['8 ', '-', '(', '0.', ',', 'wa.me/', 'phone='],
].flatMap((unit) => {
	const long = unit.repeat(LENGTH / unit.length);
	return [`x${long}x`, `=${long}`];
});

/** The same of what could be a number, an address of a chat or a link to one. */
const addresses = [
	' ',
	'0',
	'8 ',
	'-',
	'(',
	'.',
	'\u200b',
	'@',
	':1@',
	'[',
	'?phone=',
	'&phone=1',
].flatMap((unit) => {
	const long = unit.repeat(LENGTH / unit.length);
	return [
		`0812${long}34567890`,
		`+62${long}@s.whatsapp.net`,
		`https://app.omnichat.id/${long}1@lid`,
		`https://wa.me/${long}`,
		`https://api.whatsapp.com/send?${long}`,
		`[${long}]`,
	];
});

/** JavaScript's own would take years for the patterns. */
const keywords = readKeywords([
	...['x', 'é', 'phone', 'wa', ' '.repeat(500), `${'0'.repeat(999)}1`, `${'a.'.repeat(499)}b`],
	...['/(.+)+$^/', '/(.*.*)*=$^/', '/.*.*.*.*.*.*.*.*.*.*\\u0001/', '/(\\s|\\S|.|\\n)*\\u0001/'],
	...[
		'/^(\\d+|\\D+)+\\u0001$/',
		'/.{0,90}\\u0001/',
		'/((.?){9}){4}\\u0001/',
		'/(\\b.\\B|.)*\\u0001/',
	],
]);

const rules: Array<[name: string, rule: (text: string) => unknown]> = [
	['the base URL', (text) => normalizeBaseUrl(text)],
	['a device key', (text) => normalizeDeviceKey(text)],
	['the device of a call', (text) => findDevice(text, [])],
	['a quoted value', (text) => quote(text)],
	['a template ID', (text) => resolveTemplateId(text)],
	['template variables as JSON', (text) => variablesFromJson(text)],
	['template variables', (text) => variablesFromRows([{ name: text, value: text }])],
	['a plain expression', (text) => resolvePlain(text, { a: text })],
	['options', (text) => resolvePace({ messagesAtOnce: text })],
	['a search', (text) => isFoundIn([text], text)],
	['JSON', (text) => parseObject(text)],
	['a value in a question', (text) => [asValue(text), withoutLinks(text)]],
	['a question', (text) => questionText(text, () => 'x')],
	['what an expression gives', (text) => questionText('=Text: {{ $json.a }}', () => ({ a: text }))],
	['the page', (text) => questionPage({ type: 'freeText', text }, wordsFor('en'))],
	['an answer', (text) => readAnswer({ type: 'freeText', text: '?' }, { answer: text })],
	[
		'a choice',
		(text) => readAnswer({ type: 'choice', text: '?', choices: ['a', 'b'] }, { answer: text }),
	],
	['a form', (text) => formFrom([{ fieldLabel: 'x', defaultValue: text }, { fieldLabel: text }])],
	['a form as JSON', (text) => formFromJson(`[{"fieldLabel": "${text.slice(0, 199_000)}"}]`)],
	['broken JSON of a form', (text) => formFromJson(text.slice(0, 200_000))],
	[
		'HTML as text',
		(text) => [textOfHtml(text), textOfHtml(`<!--${text}`), textOfHtml(`<a ${text}`)],
	],
	[
		'the fields of a form',
		(text) =>
			(['text', 'textarea', 'email', 'number', 'date', 'checkbox'] as const).map((fieldType) =>
				readForm(formFrom([{ fieldLabel: 'x', fieldType, fieldOptions: [{ option: 'a' }] }]), {
					'field-0': text.slice(0, 8_000),
				}),
			),
	],
	['the labels of buttons', (text) => approvalFrom({ approveLabel: text }, true)],
	['choices', (text) => checkChoices([text, text])],
	[
		'a time limit',
		(text) => waitUntil({ limitType: 'atSpecifiedTime', maxDateAndTime: text }, 'UTC', 0),
	],
	['the language of a browser', (text) => wordsFor(text)],
	[
		'keys in an answer',
		(text) => redactBody({ a: text, [text]: 1 }, ['k+y', 'aaaaaaab', '1', '%25%']),
	],
	['a long key', (text) => redactBody({ a: text }, [text])],
	[
		'an answer of the server',
		(text) => [
			classifyAnswer(
				{ status: 422, headers: {}, body: JSON.stringify({ message: text }) },
				() => false,
				0,
			),
			classifyAnswer({ status: 200, headers: {}, body: text }, () => false, 0),
		],
	],
	[
		'a failure in words',
		(text) =>
			explain(
				{ kind: 'refused', reason: 'other', status: 400, serverMessage: text },
				{ sendsMessage: true },
			),
	],
	['keywords', (text) => readKeywords(text)],
	['a text in which keywords are looked for', (text) => holdsKeyword(text, keywords)],
	['Markdown', (text) => fromMarkdown(text)],
	['a body', (text) => readBody({ raw: Buffer.from(text), parsed: {}, contentType: undefined })],
	[
		'a message',
		(text) =>
			makeSafe({ text }) &&
			toIncomingMessage(callOf({ from: text, message: text, more: text, message_id: text }), 1, {
				includeDeviceKey: false,
				keys: ['own-key'],
			}),
	],
];

/** A quarter of it of Markdown, whose signs have to be looked at together. */
const markdown = [
	...[
		'*',
		'**a ',
		'*a_',
		'_a*',
		'~~a',
		'`',
		'`a``',
		'[',
		'](',
		'[](',
		'[](<',
		'[](a "',
		'![',
		'![](b)',
	],
	...[
		'<a:',
		'<a@',
		'&amp;',
		'\\*',
		'|',
		'a|b\n',
		'|-|\n',
		'> ',
		'>\n',
		'- a\n',
		' - a\n',
		'1. a\n',
		'#',
	],
	...[
		'```a\n',
		'~~~\n',
		'````\n',
		'# *\n',
		'a\n-\n',
		'www.',
		'https://x.id)',
		'**a\n',
		'_*~~a\n',
		'\t',
	],
].map((unit) => unit.repeat(LENGTH / 4 / unit.length));

const addressRules: typeof rules = [
	['a phone number', (text) => normalizePhoneNumber(text, '62')],
	['a number in a link', (text) => numberInLink(text)],
	['a country code', (text) => normalizeCountryCode(text)],
	['a recipient', (text) => resolveRecipient(text, 'phone', '62')],
	['a group', (text) => resolveRecipient(text, 'group', '62')],
	['a recipient in a list', (text) => resolveRecipient([text], 'phone', '62')],
	['Allowed Senders', (text) => readSenders(text, '62')],
	['the phone number of a chat', (text) => phoneOf(text)],
	['a story', (text) => [isPublic(text, true), isPublic(text, false)]],
	['who writes', (text) => chatOf({ from: text })],
];

/** In milliseconds. What grows with the square of the length takes minutes. */
const MOST_CPU_MS = 2_500;

/** What takes too long, or fails in another way than with words for the user. */
function wrongWith(rule: (text: string) => unknown, given: readonly string[]) {
	return given.flatMap((text) => {
		const before = process.cpuUsage();
		let failure: unknown;
		try {
			rule(text);
		} catch (error) {
			failure = error;
		}
		const ms = process.cpuUsage(before).user / 1_000;
		const isFine = ms <= MOST_CPU_MS && (failure === undefined || failure instanceof UserError);
		return isFine ? [] : [{ text: text.slice(0, 40), ms, failure }];
	});
}

const everything = [
	...rules.map(([name, rule]) => ({ name, rule, given: texts })),
	...addressRules.map(([name, rule]) => ({ name, rule, given: [...texts, ...addresses] })),
];

test.each(everything)(
	'a megabyte of anything as $name does not stop n8n',
	({ rule, given }) => expect(wrongWith(rule, given)).toEqual([]),
	300_000,
);

test('no Markdown does not stop n8n', () => {
	expect(wrongWith(fromMarkdown, markdown)).toEqual([]);
}, 300_000);
