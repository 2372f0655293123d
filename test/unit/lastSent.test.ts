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
