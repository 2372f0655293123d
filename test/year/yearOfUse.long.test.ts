import { diesAtRequest, expectWell, got, newLife, plan, trouble, useWorlds } from './useWorlds';
import type { Life } from './life';
import { LIMITS } from './limits';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

/* n8n may have to be installed first. Nothing here depends on time; a busy machine may be slow. */
jest.setTimeout(900_000);

useWorlds();

const DAY = 86_400;

/** 500 customers got a message under their keys. */
const withKeys = plan({ from: 20_000, size: 500, habit: 'customer', messagesAtOnce: 10 });

/** Sends to them again under the same keys: everybody is skipped. */
async function expectKeysRemembered(life: Life): Promise<void> {
	await life.pause(DAY);
	const { accepted } = await life.broadcast(withKeys);
	expect({ sentAgain: accepted.size }).toEqual({ sentAgain: 0 });
	expectWell(life);
}

test('n8n dies while a broadcast waits for a throttled server: of every message that had ended it is known how', async () => {
	const life = newLife();
	const turnedAway = new Map([
		[9, 'throttleWithHeader'],
		[21, 'throttleWithHeader'],
	] as const);
	const run = await life.broadcast(
		plan({ size: 200, messagesAtOnce: 6 }),
		trouble({ fates: turnedAway, death: { at: 'wait', nth: 6, moment: 'after' } }),
	);
	expect(run.accepted.size).toBeGreaterThan(40);
	const retry = await life.retry(run);
	expect(got(run)).toBe('200 once');
	expect(retry?.words?.filter((word) => word !== 'accepted')).toEqual([]);
	expectWell(life);
});

describe('a message key for each customer', () => {
	test('150 on Monday, the whole list of 4,800 on Tuesday and on Wednesday: everybody once', async () => {
		const life = newLife();
		const list = plan({ habit: 'customer', messagesAtOnce: 10 });
		await life.broadcast({ ...list, size: 150, every: 32 });
		await life.pause(DAY);
		const tuesday = await life.broadcast({ ...list, size: 4_800 });
		expect(got(tuesday)).toBe('150 never, 4650 once');
		await life.pause(DAY);
		const wednesday = await life.broadcast({ ...list, size: 4_800 });
		expect(got(wednesday)).toBe('4800 never');
		expectWell(life);
	});

	test('outlives Retry execution of a broadcast of 4,000, in which n8n died twice', async () => {
		const life = newLife();
		await life.broadcast(withKeys);
		const large = await life.broadcast(
			plan({ from: 1_000, size: 4_000, messagesAtOnce: 10 }),
			diesAtRequest(2_000),
		);
		await life.retry(large, diesAtRequest(1_000));
		await life.retry(large);
		expectWell(life);
		await expectKeysRemembered(life);
	});

	test('outlives a broadcast of 7,600 while the device is disconnected', async () => {
		const life = newLife();
		await life.broadcast(withKeys);
		life.line.isDeviceConnected = false;
		const lost = await life.broadcast(plan({ from: 1_000, size: 7_600, messagesAtOnce: 50 }));
		expect(got(lost)).toBe('7600 never');
		life.mend();
		await expectKeysRemembered(life);
	});

	test('outlives seven restarts of n8n, with a broadcast each', async () => {
		const life = newLife();
		await life.broadcast(withKeys);
		const list = plan({ habit: 'customer', messagesAtOnce: 10 });
		await life.broadcast({ ...list, size: 220, every: 32 });
		for (let restart = 0; restart < 7; restart++) {
			life.restart();
			await life.pause(DAY);
			await life.broadcast({ ...list, from: 1 + 1_000 * restart, size: 1_000 });
		}
		life.restart();
		await expectKeysRemembered(life);
	});

	test('outlives seven restarts, with a broadcast each in which n8n died and was retried', async () => {
		const life = newLife();
		await life.broadcast(withKeys);
		for (let restart = 0; restart < 7; restart++) {
			const run = await life.broadcast(
				plan({ from: 1_000, size: 600, messagesAtOnce: 10 }),
				diesAtRequest(550),
			);
			await life.retry(run);
			life.restart();
			await life.pause(DAY);
		}
		await expectKeysRemembered(life);
	});

	test('that was freed and used by another execution: Retry execution of the first skips it', async () => {
		const life = newLife();
		const ten = plan({ habit: 'customer', goesOn: false });
		const first = await life.broadcast(ten, trouble({ fates: new Map([[2, 'refuse']]) }));
		const second = await life.broadcast(ten);
		expect(got(second)).toBe('2 never, 8 once');
		// n8n saved nothing of it.
		first.saved = undefined;
		const ended = await life.retry(first);
		expect(ended?.words?.slice(2)).toEqual(Array(8).fill('skipped'));
		expect(got(first)).toBe('2 once, 8 never');
		expectWell(life);
	});

	test('of one message that waits for the throttle when n8n dies: Retry execution sends it', async () => {
		const life = newLife();
		const one = await life.broadcast(
			plan({ size: 1, habit: 'order' }),
			trouble({
				fates: new Map([[0, 'throttleWithHeader']]),
				death: { at: 'wait', nth: 1, moment: 'after' },
			}),
		);
		expect(one.state).toBe('crashed');
		const ended = await life.retry(one);
		expect(ended?.words).toEqual(['accepted']);
		expect(got(one)).toBe('1 once');
	});
});

describe('Retry execution', () => {
	test('of 9,500, of which 1,500 were accepted before the device was gone and n8n died: nobody twice', async () => {
		const life = newLife();
		const run = await life.broadcast(
			plan({ size: 9_500, messagesAtOnce: 50 }),
			trouble({
				account: { what: 'deviceGone', atRequest: 1_501 },
				death: { at: 'request', nth: 9_400, moment: 'after' },
			}),
		);
		expect(got(run)).toBe('1500 once, 8000 never');
		life.mend();
		await life.retry(run);
		// Of those that were under way at the kill nobody can know.
		const never = 9_500 - run.accepted.size;
		expect(never).toBeLessThanOrEqual(50);
		expect(got(run)).toBe(`${9_500 - never} once, ${never} never`);
		expectWell(life);
	});

	test.each([10, 30])(
		'of %i with a new API key, after the old one was refused in the middle: everybody once',
		async (size) => {
			const life = newLife();
			const run = await life.broadcast(
				plan({ size, goesOn: false }),
				trouble({ account: { what: 'keyChanged', atRequest: size - 1 } }),
			);
			expect(got(run)).toBe(`${size - 2} once, 2 never`);
			life.mend();
			await life.retry(run);
			expect(got(run)).toBe(`${size} once`);
			expectWell(life);
		},
	);

	test('of 200 with a new API key, when n8n died too: everybody once, and it says so', async () => {
		const life = newLife();
		const run = await life.broadcast(
			plan({ size: 200 }),
			trouble({
				account: { what: 'keyChanged', atRequest: 101 },
				death: { at: 'request', nth: 150, moment: 'after' },
			}),
		);
		life.mend();
		const ended = await life.retry(run);
		expect(ended?.words?.filter((word) => word === 'unknown').length).toBeLessThanOrEqual(1);
		expectWell(life);
	});

	test('where one item is unknown and the node stops at errors: a retry passes, or the error says how', async () => {
		const life = newLife();
		const run = await life.broadcast(
			plan({ goesOn: false }),
			trouble({ fates: new Map([[3, 'silentAccepted']]) }),
		);
		expect(run.state).toBe('failed');
		const ended = await life.retry(run);
		expect(got(run)).toBe('10 once');
		// It passed, or says how.
		expect(ended?.stopped?.description ?? 'On Error').toContain('On Error');
		expectWell(life);
	});

	test('of 125,000, of which 20 were sent when n8n died: it goes on', async () => {
		const life = newLife();
		const run = await life.broadcast(plan({ size: 125_000 }), diesAtRequest(20));
		await life.retry(run, diesAtRequest(20));
		expect(run.state).toBe('crashed');
		// The last request is on its way still.
		expect(run.accepted.size).toBe(39);
		expectWell(life);
	});
});

describe('two workers send from one node', () => {
	test('keys that are freed by the one while the other is busy stay free', async () => {
		const life = newLife();
		const sixty = plan({ size: 60, habit: 'customer' });
		life.world.delay = () => life.world.random.int(1, 60);
		const refusals = new Map(Array.from({ length: 60 }, (_, item) => [item, 'refuse'] as const));
		await life.together([
			{ plan: sixty, trouble: trouble({ fates: refusals }) },
			{ plan: plan({ from: 1_000, size: 200, habit: 'customer' }), trouble: trouble() },
		]);
		await life.pause(20);
		life.world.delay = () => 0;
		const again = await life.broadcast(sixty);
		expect(got(again)).toBe('60 once');
		expectWell(life);
	});

	test.each([1, 10])(
		'%i at once, and one of them dies, ten times over: no more than three times that many twice each time',
		async (messagesAtOnce) => {
			for (let seed = 1; seed <= 10; seed++) {
				const life = newLife(undefined, seed);
				const many = plan({ size: 100, messagesAtOnce });
				life.world.delay = () => life.world.random.int(1, 60);
				const [first] = await life.together([
					{ plan: many, trouble: diesAtRequest(30 + 5 * seed) },
					{ plan: { ...many, from: 1_000 }, trouble: trouble() },
				]);
				await life.pause(20);
				life.world.delay = () => 0;
				if (first === undefined) throw new Error('There is no first run');
				await life.retry(first);
				expectWell(life);
				const twice = [...first.accepted.values()].filter((times) => times > 1).length;
				expect(twice).toBeLessThanOrEqual(LIMITS.lostInCompany * messagesAtOnce);
			}
		},
	);
});
