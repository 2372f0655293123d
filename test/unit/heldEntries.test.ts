import { RunEntries } from '../../nodes/Omnichat/rules/runTree';
import { HeldEntries } from '../../nodes/Omnichat/sending/heldEntries';

const entries = new RunEntries('run');
const block = { level: 1, index: 0 };
const other = { level: 1, index: 1 };

let held: HeldEntries;
beforeEach(() => {
	held = new HeldEntries(entries);
});

test('what is held is counted once, wherever it stands', () => {
	held.add(block, 'a');
	held.add(block, 'a');
	held.add(block, 'b');
	held.add(other, 'a');
	expect(held.size).toBe(3);
	expect(held.at(block)).toEqual(['a', 'b']);
	expect([held.has(other, 'a'), held.has(other, 'b')]).toEqual([true, false]);
});

test('what is held no more counts no more, and what never was changes nothing', () => {
	held.add(block, 'a');
	held.add(block, 'b');
	held.remove(block, 'a');
	held.remove(block, 'a');
	held.remove(other, 'b');
	expect(held.size).toBe(1);
	expect(held.at(block)).toEqual(['b']);
	held.remove(block, 'b');
	expect(held.size).toBe(0);
	expect(held.at(block)).toEqual([]);
	held.add(block, 'c');
	expect(held.at(block)).toEqual(['c']);
});

test('at a part of which nothing is held there is nothing', () => {
	expect(held.at(block)).toEqual([]);
	expect(held.has(block, 'a')).toBe(false);
});

test('what is owed is due once', () => {
	held.owe(block, 'a');
	held.owe(block, 'a');
	held.add(block, 'b');
	held.owe(block, 'b');
	expect(held.takeDue()).toEqual({ names: ['a'], replaced: [] });
	expect(held.takeDue()).toEqual({ names: [], replaced: [] });
	expect(held.size).toBe(2);
});

test('what an earlier start wrote is written anew where it is owed, once', () => {
	held.found(block, 'a');
	expect(held.size).toBe(1);
	expect(held.at(block)).toEqual(['a']);
	held.owe(block, 'a');
	held.owe(block, 'a');
	expect(held.takeDue()).toEqual({ names: ['a'], replaced: [] });
	held.owe(block, 'a');
	expect(held.takeDue()).toEqual({ names: [], replaced: [] });
	expect(held.size).toBe(1);
});

test('what is replaced is no longer held, nor due; how a message ended is due all the same', () => {
	const accepted = entries.leaf(0, 'accepted');
	held.owe(block, accepted);
	held.owe(block, 'open');
	held.owe(other, 'stays');
	held.replace(block, ['accepted'], [accepted, 'open']);
	expect(held.at(block)).toEqual([]);
	expect(held.takeDue()).toEqual({
		names: [accepted, 'stays'],
		replaced: [{ by: ['accepted'], old: [accepted, 'open'] }],
	});
});

test('what is replaced before it was written takes nobody’s place: what comes in its place does', () => {
	held.owe(block, 'block');
	held.owe(block, 'its members');
	held.replace(block, ['block', 'its members'], ['open']);
	held.replace(block, [], ['old']);
	held.owe(other, 'larger');
	held.replace(block, ['larger', 'its members'], ['block']);
	expect(held.takeDue()).toEqual({
		names: ['its members', 'larger'],
		replaced: [
			{ by: ['its members', 'larger'], old: ['open'] },
			{ by: [], old: ['old'] },
			{ by: ['larger', 'its members'], old: ['block'] },
		],
	});
});

test('what was written and is replaced has taken the place of others', () => {
	held.owe(block, 'block');
	held.replace(block, ['block'], ['open']);
	const { replaced } = held.takeDue();
	held.replace(block, ['larger'], ['block']);
	expect(replaced).toEqual([{ by: ['block'], old: ['open'] }]);
	expect(held.takeDue().replaced).toEqual([{ by: ['larger'], old: ['block'] }]);
});

test('nothing is replaced where nothing was', () => {
	held.replace(block, ['accepted'], []);
	expect(held.takeDue()).toEqual({ names: [], replaced: [] });
});

test('what could not be written comes first the next time', () => {
	held.owe(block, 'a');
	held.replace(block, ['x'], ['old']);
	const due = held.takeDue();
	held.owe(block, 'b');
	held.replace(block, ['y'], ['older']);
	held.writeFirst(due);
	expect(held.takeDue()).toEqual({
		names: ['a', 'b'],
		replaced: [
			{ by: ['x'], old: ['old'] },
			{ by: ['y'], old: ['older'] },
		],
	});
});

describe('what is written anew in the moment in which it was to be taken out', () => {
	const block = { level: 1, index: 0 };
	const open = entries.part(block, 'open', 1);
	const begun = entries.leaf(0, 'begun');
	const held = () => {
		const all = new HeldEntries(entries);
		for (const name of [open, begun]) all.add(block, name);
		all.replace(block, [], [open, begun]);
		return all;
	};

	test('stays', () => {
		const all = held();
		all.owe(block, open);
		expect(all.takeDue()).toEqual({ names: [open], replaced: [{ by: [], old: [begun] }] });
	});

	test('stays too where the change that was to take it out has failed', () => {
		const all = held();
		const failed = all.takeDue();
		for (const name of [open, begun]) all.owe(block, name);
		all.writeFirst(failed);
		expect(all.takeDue()).toEqual({ names: [open, begun], replaced: [] });
	});
});
