import { isByChat, isByLink, readAnswerBy } from '../../nodes/Omnichat/answer/answerBy';
import { refusal } from './refusal';

test.each([
	['link', false, true],
	['chat', true, false],
	['linkOrChat', true, true],
])('a question can be answered by %s: in the chat %p, by its link %p', (value, byChat, byLink) => {
	const answerBy = readAnswerBy(value);
	expect([isByChat(answerBy), isByLink(answerBy)]).toEqual([byChat, byLink]);
});

test.each([['mail'], ['Link'], [''], [undefined], [null], [['chat']], [{ chat: true }]])(
	'%j is no way to answer',
	(value) => expect(() => readAnswerBy(value)).toThrow(/^'Answer By' ".*" is none of its choices$/),
);

test('what may be chosen is named', () => {
	expect(refusal(() => readAnswerBy('mail'))).toBe(
		`'Answer By' "mail" is none of its choices\nChoose one from the list, or have the expression give link, chat, linkOrChat`,
	);
});
