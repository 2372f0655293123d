import { RunEntries } from '../../nodes/Omnichat/rules/runTree';
import { RecentChanges } from '../../nodes/Omnichat/sending/recentChanges';

let changes: RecentChanges;
beforeEach(() => {
	changes = new RecentChanges();
});

const NOTHING = new Set<string>();

describe('what was written down', () => {
	beforeEach(() => changes.note(['a', 'b'], true, 1_000));

	test('is there, and nobody has looked at it', () => {
		expect([changes.isThere('a'), changes.isUnseen('a'), changes.isGone('a')]).toEqual([
			true,
			true,
			false,
		]);
		expect([changes.isThere('c'), changes.isUnseen('c'), changes.isGone('c')]).toEqual([
			false,
			false,
			false,
		]);
		expect(changes.size).toBe(2);
	});

	test('is looked at with the next change, and then every quarter of a second', () => {
		expect(changes.toLookAt(1_000)).toEqual(['a', 'b']);
		changes.judge(['a'], new Set(['a']), 1_100);
		expect(changes.isUnseen('a')).toBe(false);
		expect(changes.toLookAt(1_349)).toEqual(['b']);
		expect(changes.toLookAt(1_350)).toEqual(['a', 'b']);
	});

	test('is forgotten when it has stayed for two seconds', () => {
		changes.judge(['a', 'b'], new Set(['a', 'b']), 2_999);
		expect(changes.size).toBe(2);
		changes.judge(['a', 'b'], new Set(['a', 'b']), 3_000);
		expect(changes.size).toBe(0);
	});

	test('is watched for two seconds more when it was lost, and unseen again', () => {
		changes.judge(['a'], new Set(['a']), 1_500);
		changes.judge(['a'], NOTHING, 2_900);
		expect(changes.isUnseen('a')).toBe(true);
		expect(changes.toLookAt(2_900)).toContain('a');
		changes.judge(['a'], new Set(['a']), 4_899);
		expect(changes.isThere('a')).toBe(true);
		changes.judge(['a'], new Set(['a']), 4_900);
		expect(changes.isThere('a')).toBe(false);
	});

	test('is not watched for longer because the clock was set back', () => {
		changes.judge(['a'], new Set(['a']), 0);
		changes.judge(['a'], new Set(['a']), 2_000);
		expect(changes.isThere('a')).toBe(false);
	});

	test('is gone when it is taken out', () => {
		changes.note(['a'], false, 1_500);
		expect([changes.isThere('a'), changes.isGone('a')]).toEqual([false, true]);
		changes.judge(['a'], NOTHING, 9_000);
		expect(changes.isGone('a')).toBe(true);
		expect(changes.toLookAt(9_000)).toEqual(['b']);
	});

	test('is forgotten with everything else', () => {
		changes.clear();
		expect(changes.size).toBe(0);
	});
});

describe('what was taken out', () => {
	/** Takes it out once more, with a mark, which is there after that or is not. */
	const look = (value: string, comesBack: boolean, now: number) => {
		changes.takenOutWith(`mark of ${value}`, [value]);
		expect(changes.marks).toEqual([`mark of ${value}`]);
		changes.judgeMarks(comesBack ? new Set([`mark of ${value}`]) : NOTHING, now);
		expect(changes.marks).toEqual([]);
	};

	test('is forgotten when it has stayed away for two seconds', () => {
		changes.note(['a'], false, 1_000);
		changes.judgeMarks(NOTHING, 9_000);
		expect(changes.isGone('a')).toBe(true);
		look('a', false, 2_999);
		expect(changes.isGone('a')).toBe(true);
		look('a', false, 3_000);
		expect(changes.isGone('a')).toBe(false);
	});

	test('is watched for two seconds more when it has come back', () => {
		changes.note(['a'], false, 1_000);
		look('a', true, 2_900);
		look('a', false, 4_899);
		expect(changes.isGone('a')).toBe(true);
		look('a', false, 4_900);
		expect(changes.isGone('a')).toBe(false);
	});

	test('counts from when it was first taken out', () => {
		changes.note(['a'], false, 1_000);
		changes.note(['a'], false, 2_500);
		look('a', false, 3_000);
		expect(changes.isGone('a')).toBe(false);
	});

	test('is there again when it was written down meanwhile', () => {
		changes.note(['a'], false, 1_000);
		changes.note(['b'], true, 1_000);
		changes.cameBack(['a', 'b']);
		expect([changes.isGone('a'), changes.isThere('b'), changes.size]).toEqual([false, true, 1]);
	});

	test('no mark goes to what was written down', () => {
		changes.note(['a'], true, 1_000);
		changes.takenOutWith('mark', ['a', 'b']);
		expect(changes.marks).toEqual([]);
	});

	test('has one mark for all that goes out with it', () => {
		changes.note(['a', 'b'], false, 1_000);
		changes.takenOutWith('mark', ['a', 'b']);
		expect(changes.marks).toEqual(['mark']);
	});

	test('is taken out again in parts; what went out together stays together', () => {
		changes.note(['a', 'b', 'c'], false, 1_000);
		changes.note(['x'], true, 1_000);
		changes.note(['d'], false, 1_000);
		changes.note(['e', 'f'], false, 1_000);
		expect(changes.toTakeOut(2)).toEqual([
			['a', 'b', 'c'],
			['d', 'e', 'f'],
		]);
		expect(changes.toTakeOut(1)).toEqual([['a', 'b', 'c'], ['d'], ['e', 'f']]);
		expect(changes.toTakeOut(100)).toEqual([['a', 'b', 'c', 'd', 'e', 'f']]);
	});

	test('is nothing to take out where nothing was', () => {
		expect(changes.toTakeOut(1)).toEqual([]);
	});
});

describe('guards', () => {
	const [a, b] = [new RunEntries('a'), new RunEntries('b')];
	const of = (run: RunEntries) => run.beginning;

	test('are those of the runs of whose messages something was taken out lately', () => {
		changes.guard(of(a), a.lead(1));
		changes.guard(of(b), b.lead(2));
		changes.note([a.leaf(1, 'accepted')], true, 1_000);
		changes.note([a.start(2), a.lead(2)], false, 1_000);
		expect(changes.guards()).toEqual([]);
		changes.note([a.leaf(2, 'begun'), 'c'], false, 1_000);
		expect(changes.guards()).toEqual([[of(a), a.lead(1)]]);
		changes.letBe(of(a));
		expect(changes.guards()).toEqual([]);
		expect(changes.isThere(a.leaf(1, 'accepted'))).toBe(true);
		expect(changes.isGone(a.leaf(2, 'begun'))).toBe(false);
		expect([a.lead(2), 'c'].map((value) => changes.isGone(value))).toEqual([true, true]);
	});

	test('of a run that was let be there is none', () => {
		changes.guard(of(a), a.lead(1));
		changes.letBe(of(a));
		changes.note([a.leaf(1, 'begun')], false, 1_000);
		expect(changes.guards()).toEqual([]);
	});

	test('a thousand runs have one, those that began last', () => {
		const runs = Array.from({ length: 1_001 }, (_, run) => new RunEntries(`${run}`));
		for (const run of runs) {
			changes.guard(of(a), a.lead(1));
			changes.guard(of(run), run.lead(1));
			changes.note([run.leaf(0, 'begun')], false, 1_000);
		}
		const runsWithout = runs.filter((run) => !changes.guards().some(([one]) => one === of(run)));
		expect(runsWithout.map(of)).toEqual(runs.slice(0, 2).map(of));
	});
});

test('of the values that got lost the last thousand are known', () => {
	const values = Array.from({ length: 1_001 }, (_, value) => `${value}`);
	changes.note(values, true, 1_000);
	changes.judge(values, new Set(), 1_100);
	expect(values.filter((value) => !changes.isLost(value))).toEqual(['0']);
});
