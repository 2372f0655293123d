import { RunEntries } from '../../nodes/Omnichat/rules/runTree';
import { LaterLook } from '../../nodes/Omnichat/sending/laterLook';
import { RecentChanges } from '../../nodes/Omnichat/sending/recentChanges';
import { Superseded } from '../../nodes/Omnichat/sending/superseded';
import { VirtualClock } from './virtualClock';

/** A list that other processes change too, and what was done to it look by look. */
class Shop {
	readonly list = new Set<string>();

	readonly changes = new RecentChanges();

	readonly superseded = new Superseded();

	readonly clock = new VirtualClock();

	private readonly later = new LaterLook(this.changes, this.superseded, this.clock);

	/** Takes values out, as the list does. */
	takeOut(...values: string[]): void {
		for (const value of values) this.list.delete(value);
		this.changes.note(values, false, this.clock.now());
	}

	/**
	 * Looks after 300 milliseconds.
	 *
	 * @param after comes after each change, with what was done
	 * @returns what was done, with `mark` for a mark
	 */
	async look(after: (done: string) => void = () => {}): Promise<string[]> {
		const done: string[] = [];
		await this.clock.pass(300);
		await this.later.look(async (kind, values) => {
			const all = [...values()];
			const present = new Set(all.filter((value) => this.list.has(value)));
			for (const value of all) {
				if (kind === 'look') this.list.add(value);
				else if (kind !== 'ask') this.list.delete(value);
			}
			const names = all.map((value) => value.replace(/^omnichat mark .*/, 'mark'));
			done.push([kind, ...names].join(' '));
			after(done.at(-1) ?? '');
			return present;
		});
		return done;
	}

	/** Another process writes the list back as it read it. */
	another(): { writesBack(): void } {
		const before = [...this.list];
		return {
			writesBack: () => {
				this.list.clear();
				for (const value of before) this.list.add(value);
			},
		};
	}

	/** What is in the list, without marks. */
	get values(): string[] {
		return [...this.list].filter((value) => !value.startsWith('omnichat mark'));
	}
}

test('nothing was taken out: nothing is changed', async () => {
	expect(await new Shop().look()).toEqual(['look']);
});

test('what was taken out is taken out again, with a mark, until it has stayed away for two seconds', async () => {
	const shop = new Shop();
	shop.list.add('a');
	shop.takeOut('a');
	expect(await shop.look()).toEqual(['look', 'look mark', 'takeOut a']);
	expect(await shop.look()).toEqual(['look mark', 'takeOut a mark']);
	expect(await shop.look()).toEqual(['look mark', 'look mark', 'takeOut a']);
	for (let looks = 0; shop.changes.isGone('a'); looks++) {
		if (looks > 10) throw new Error('It is looked after for ever');
		await shop.look();
	}
	expect(shop.clock.now()).toBeGreaterThanOrEqual(2_000);
	expect(await shop.look()).toEqual(['look']);
	expect([...shop.list]).toEqual([]);
});

test('what another process writes back does not stay, nor do the marks', async () => {
	const shop = new Shop();
	shop.list.add('a').add('other');
	const slow = shop.another();
	shop.takeOut('a');
	await shop.look();
	slow.writesBack();
	expect(shop.values).toEqual(['a', 'other']);
	for (let looks = 0; looks < 20; looks++) await shop.look();
	expect([...shop.list]).toEqual(['other']);
});

test('a mark that was overwritten before it was seen is written down once more', async () => {
	const shop = new Shop();
	shop.list.add('a');
	const slow = shop.another();
	shop.takeOut('a');
	await shop.look();
	slow.writesBack();
	expect(await shop.look()).toEqual(['look mark']);
	expect(await shop.look()).toEqual(['look mark', 'takeOut a mark']);
});

test('what was written down meanwhile is not taken out', async () => {
	const shop = new Shop();
	shop.takeOut('a', 'b');
	await shop.look();
	shop.list.add('a');
	shop.changes.cameBack(['a']);
	expect(await shop.look()).toEqual(['look mark', 'takeOut b mark']);
	expect(shop.values).toEqual(['a']);
});

test('what is written down while it is looked is not taken out', async () => {
	const shop = new Shop();
	shop.takeOut('a', 'b');
	const done = await shop.look((change) => {
		if (change !== 'look mark') return;
		shop.list.add('a');
		shop.changes.note(['a'], true, shop.clock.now());
	});
	expect(done).toEqual(['look', 'look mark', 'takeOut b']);
	expect(shop.values).toEqual(['a']);
});

test('what others have taken the place of goes when they have stayed', async () => {
	const shop = new Shop();
	shop.list.add('old').add('new');
	shop.superseded.add(['new'], ['old']);
	shop.changes.note(['new'], true, shop.clock.now());
	await shop.look();
	expect(shop.values).toEqual(['old', 'new']);
	shop.changes.judge(['new'], new Set(['new']), 2_000);
	expect(await shop.look()).toEqual(['look', 'remove old']);
	expect(shop.values).toEqual(['new']);
});

describe('what goes only while a guard is there', () => {
	test('goes where it is', async () => {
		const shop = new Shop();
		for (const value of ['lead', 'old']) shop.list.add(value);
		shop.superseded.add([], ['old'], 'lead');
		expect(await shop.look()).toEqual(['look', 'ask lead', 'remove old']);
		expect(shop.values).toEqual(['lead']);
	});

	test('stays where another process took the guard out', async () => {
		const shop = new Shop();
		shop.list.add('old');
		shop.superseded.add([], ['old'], 'lead');
		expect(await shop.look()).toEqual(['look', 'ask lead']);
		expect(await shop.look()).toEqual(['look']);
		expect(shop.values).toEqual(['old']);
	});

	test('stays too where this process has just written the guard again', async () => {
		const shop = new Shop();
		for (const value of ['lead', 'old']) shop.list.add(value);
		shop.changes.note(['lead'], true, shop.clock.now());
		shop.changes.judge(['lead'], new Set(), shop.clock.now());
		shop.superseded.add([], ['old'], 'lead');
		await shop.look();
		expect(shop.values).toEqual(['lead', 'old']);
		// Who sends with it hears of it all the same.
		expect(shop.changes.wasLost('lead')).toBe(true);
	});
});

describe('what is said of a run that another process takes over', () => {
	const run = new RunEntries('run');
	const guard = run.lead(1);
	const ours = run.leaf(0, 'begun');
	const notOurs = 'omnichat other 0 0 begun';
	let shop: Shop;
	beforeEach(() => {
		shop = new Shop();
		shop.list.add(guard);
		shop.changes.guard(run.beginning, guard);
	});

	test('is asked for with what is looked at, where something of it was taken out', async () => {
		expect(await shop.look()).toEqual(['look']);
		shop.takeOut(ours, 'other');
		const takesOut = `takeOut ${ours} other`;
		expect(await shop.look()).toEqual([`look ${guard}`, 'look mark', takesOut]);
		expect(await shop.look()).toEqual([`look mark ${guard}`, `${takesOut} mark`]);
	});

	test('is not taken out again, nor for the first time, and the guard does not come back', async () => {
		shop.takeOut(ours, notOurs);
		shop.superseded.add([], [run.leaf(1, 'free')]);
		shop.superseded.add(['by'], ['omnichat other 0 1 free']);
		shop.changes.note(['by'], true, shop.clock.now());
		shop.list.delete(guard);
		shop.list.add(ours);
		const looks = [`look ${guard}`, `remove ${guard}`, 'look mark', `takeOut ${notOurs}`];
		expect(await shop.look()).toEqual(looks);
		expect(await shop.look()).toEqual(['look mark', `takeOut ${notOurs} mark`]);
		expect(shop.values).toEqual([ours]);
		expect(shop.superseded.size).toBe(1);
	});

	test('is not taken out again where the guard was taken out, and this process wrote it down anew', async () => {
		shop.changes.note([guard], true, shop.clock.now());
		shop.changes.judge([guard], new Set(), shop.clock.now());
		shop.takeOut(ours);
		expect(await shop.look()).toEqual([`look ${guard}`]);
	});
});
