import { Watch } from '../../nodes/Omnichat/sending/watch';
import { VirtualClock } from './virtualClock';

/** A watch of something that so many looks are needed for, of which those with these numbers fail. */
function watching(looks: number, failing: readonly number[] = []) {
	const clock = new VirtualClock();
	const told: string[] = [];
	const lookedAt: number[] = [];
	const state = { left: looks };
	const watch = new Watch(clock, {
		isNeeded: () => state.left > 0,
		look: async () => {
			lookedAt.push(clock.now());
			if (failing.includes(lookedAt.length)) throw new Error('database is locked');
			state.left--;
		},
		giveUp: () => {
			told.push('given up');
			state.left = 0;
		},
		ended: () => told.push('ended'),
	});
	return { clock, watch, told, lookedAt, state };
}

/** Looks come a quarter earlier or later: two workers must not go on meeting each other. */
test.each([
	[0, 112.5, 225],
	[0.5, 150, 300],
	[0.75, 168.75, 337.5],
])(
	'by chance %f: the first look comes after %f ms, the next after %f ms',
	async (chance, first, next) => {
		jest.spyOn(Math, 'random').mockReturnValue(chance);
		const { clock, watch, told, lookedAt } = watching(3);
		watch.start();
		expect(watch.isOn).toBe(true);
		await clock.pass(5_000);
		expect(lookedAt.map(Math.round)).toEqual(
			[first, first + next, first + 2 * next].map(Math.round),
		);
		expect(told).toEqual(['ended']);
		expect(watch.isOn).toBe(false);
		jest.restoreAllMocks();
	},
);

test('nothing is looked at that needs no look', async () => {
	const { clock, watch, told, lookedAt } = watching(0);
	watch.start();
	expect(watch.isOn).toBe(false);
	await clock.pass(5_000);
	expect([told, lookedAt]).toEqual([[], []]);
});

test('it looks once at a time, however often it is started', async () => {
	const { clock, watch, lookedAt } = watching(2);
	watch.start();
	watch.start();
	await clock.pass(5_000);
	expect(lookedAt).toHaveLength(2);
});

test('it can be started again', async () => {
	const { clock, watch, lookedAt, state } = watching(1);
	watch.start();
	await clock.pass(5_000);
	state.left = 1;
	watch.start();
	await clock.pass(5_000);
	expect(lookedAt).toHaveLength(2);
});

test('a look that fails is made again; after five in a row it is given up', async () => {
	const { clock, watch, told, lookedAt } = watching(10, [2, 3, 4, 5, 6]);
	watch.start();
	await clock.pass(60_000);
	expect(lookedAt).toHaveLength(6);
	expect(told).toEqual(['given up', 'ended']);
});

test('looks that fail now and then are not', async () => {
	const { clock, watch, told, lookedAt } = watching(2, [1, 2, 3, 4, 6, 7, 8, 9]);
	watch.start();
	await clock.pass(60_000);
	expect(lookedAt).toHaveLength(10);
	expect(told).toEqual(['ended']);
});
