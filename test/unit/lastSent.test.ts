import { LastSent } from '../../nodes/Omnichat/answer/lastSent';

const NOW = 1_000_000;

describe('a chat was asked what only its link can answer', () => {
	const noted = (...runs: Array<[run: string, until: number]>) => {
		const sent = new LastSent();
		for (const [run, until] of runs) sent.noteLink('chat', run, until);
		return sent;
	};

	test.each<[what: string, until: number, isAsked: boolean]>([
		['and can answer still', NOW + 1, true],
		['until now', NOW, false],
	])('%s', (_what, until, isAsked) => {
		expect(noted(['run', until]).hasLink('chat', NOW)).toBe(isAsked);
		expect(noted(['run', until]).hasLink('other', NOW)).toBe(false);
	});

	test('more than once: as long as one of them can be answered', () => {
		const sent = noted(['a', NOW + 1], ['b', NOW + 1]);
		sent.forgetLink('b');
		expect(sent.hasLink('chat', NOW)).toBe(true);
		sent.forgetLink('a');
		expect(sent.hasLink('chat', NOW)).toBe(false);
	});

	test('as long as its run waits, and no longer', () => {
		const sent = noted(['run', NOW]);
		sent.linkWaits('run', NOW + 1);
		expect(sent.hasLink('chat', NOW)).toBe(true);
		sent.forgetLink('run');
		sent.linkWaits('run', NOW + 1);
		expect(sent.hasLink('chat', NOW)).toBe(false);
	});
});

describe('when a chat was sent anything last', () => {
	test('a message that asks nothing counts as sent, and not as asked', () => {
		const sent = new LastSent();
		sent.note('chat', NOW, false);
		expect(sent.isSentSince('chat', NOW - 1)).toBe(true);
		expect(sent.isAskedSince('chat', NOW - 1)).toBe(false);
		sent.note('chat', NOW + 1, true);
		expect(sent.isAskedSince('chat', NOW)).toBe(true);
	});

	test('that very moment is not after it', () => {
		const sent = new LastSent();
		sent.note('chat', NOW, true);
		expect(sent.isSentSince('chat', NOW)).toBe(false);
		expect(sent.isAskedSince('chat', NOW)).toBe(false);
	});

	test('what its person was sent counts, and nobody else', () => {
		const sent = new LastSent();
		sent.noteWho('chat', 'Budi');
		sent.note('Budi', NOW, true);
		expect(sent.isSentSince('chat', NOW - 1)).toBe(true);
		expect(sent.isAskedSince('chat', NOW - 1)).toBe(true);
		expect(sent.isSentSince('another', NOW - 1)).toBe(false);
	});
});
