import type { IDataObject } from 'n8n-workflow';

import { Ledger, type Remembered } from '../../nodes/Omnichat/sending/ledger';

const message = { index: 3, fingerprint: 'to Budi' };
const accepted = (serverMessage = 'Queued'): Remembered => ({ kind: 'accepted', serverMessage });
const unknown: Remembered = { kind: 'unknown', reason: 'connectionLost' };

/** What n8n keeps with the execution. */
let kept: IDataObject;
beforeEach(() => {
	kept = {};
});
const ledger = (runIndex = 0, isTool = false) => new Ledger(kept, runIndex, isTool);

test.each([accepted(), unknown])('a further try knows %j', (end) => {
	ledger().record(message, end);
	expect(ledger().find(message)).toEqual(end);
	expect(ledger().find({ ...message, index: 4 })).toBeUndefined();
	expect(ledger().find({ ...message, fingerprint: 'to Siti' })).toBeUndefined();
});

test('a fingerprint may hold a colon', () => {
	const odd = { index: 0, fingerprint: 'a:b' };
	ledger().record(odd, accepted());
	expect(ledger().find(odd)).toEqual(accepted());
	expect(ledger().find({ index: 0, fingerprint: 'b' })).toBeUndefined();
});

test('a further run of the node knows nothing of an earlier one, whose room is given back', () => {
	ledger(0).record(message, accepted());
	expect(ledger(1).find(message)).toBeUndefined();
	expect(ledger(0).find(message)).toBeUndefined();
});

test('the calls of a tool may overlap: what is unknown in one is known in the others, what was accepted is not', () => {
	const other = { index: 4, fingerprint: 'to Siti' };
	ledger(0, true).record(message, unknown);
	ledger(0, true).record(other, accepted());
	expect(ledger(1, true).find(message)).toEqual(unknown);
	expect(ledger(1, true).find(other)).toBeUndefined();
	expect(ledger(0, true).find(other)).toEqual(accepted());
});

describe('the words of the server', () => {
	const kept20 = () => {
		for (let at = 0; at < 20; at++) {
			ledger().record({ index: 10 + at, fingerprint: 'x' }, accepted(`answer ${'i'.repeat(at)}`));
		}
	};
	/** What a further try says that the server said. */
	const wordsAfter = (serverMessage: string) => {
		ledger().record(message, accepted(serverMessage));
		const found = ledger().find(message);
		return found?.kind === 'accepted' ? found.serverMessage : undefined;
	};

	test.each([
		['Queued', 'Queued'],
		['x'.repeat(100), 'x'.repeat(100)],
		['x'.repeat(101), ''],
		['sent to 6281234567890', ''],
		['', ''],
	])('%s', (said, keptOf) => {
		wordsAfter('Said to somebody else');
		expect(wordsAfter(said)).toBe(keptOf);
	});

	test('are kept once', () => {
		wordsAfter('Queued');
		wordsAfter('Queued');
		expect(JSON.stringify(kept).split('Queued')).toHaveLength(2);
	});

	test('are kept where they differ in 20 ways at most', () => {
		kept20();
		expect(wordsAfter('one more')).toBe('');
		expect(wordsAfter('answer iii')).toBe('answer iii');
	});
});
