import { LastSent } from '../../nodes/Omnichat/answer/lastSent';

const NOW = 1_000_000;

describe('what a chat was asked last that only its link can answer', () => {
	test.each<[notedFor: string, asked: string, until: number, run: string | undefined]>([
		['the chat', 'chat', NOW + 1, 'run'],
		['who it is, through a device that nobody knows', 'Ani', NOW + 1, 'run'],
		['the chat, until now', 'chat', NOW, undefined],
		['another chat', 'other', NOW + 1, undefined],
	])('%s (%s until %d): %s', (_notedFor, key, until, run) => {
		const own = new LastSent();
		own.noteWho('chat', 'Ani');
		own.noteLink(key, 'run', until);
		expect(own.linkIn('chat', NOW)).toBe(run);
	});

	test('the last one, where there are several', () => {
		const sent = new LastSent();
		sent.noteLink('chat', 'first', NOW + 2);
		sent.noteLink('chat', 'last', NOW + 1);
		expect(sent.linkIn('chat', NOW)).toBe('last');
	});
});
