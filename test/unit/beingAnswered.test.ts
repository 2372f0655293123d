import {
	beginAnswer,
	failAnswer,
	isBeingAnswered,
} from '../../nodes/Omnichat/answer/beingAnswered';

let now = 0;
beforeEach(() => {
	now += 1_000_000;
	jest.spyOn(Date, 'now').mockImplementation(() => now);
});

test('while an answer is taken, and for half a minute, nobody else answers the run', () => {
	expect(isBeingAnswered('run')).toBe(false);
	beginAnswer('run');
	expect(isBeingAnswered('run')).toBe(true);
	expect(isBeingAnswered('other')).toBe(false);
	now += 30_000;
	expect(isBeingAnswered('run')).toBe(true);
	now += 1;
	expect(isBeingAnswered('run')).toBe(false);
});

test('when n8n failed to take an answer, another one may come', () => {
	beginAnswer('run');
	failAnswer('run');
	expect(isBeingAnswered('run')).toBe(false);
});

test('the answer to another run does not end the moment of this one early', () => {
	beginAnswer('run');
	now += 30_000;
	beginAnswer('other');
	expect(isBeingAnswered('run')).toBe(true);
	now += 1;
	beginAnswer('another');
	// A clock that is set back finds nothing of what is over.
	now -= 1;
	expect(isBeingAnswered('run')).toBe(false);
});
