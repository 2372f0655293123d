import type { IDataObject } from 'n8n-workflow';

import { fingerprintOf } from '../../nodes/Omnichat/rules/fingerprint';
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

test('a fingerprint may hold a colon', () => {
	const odd = { index: 0, fingerprint: 'a:b' };
	ledger().record(odd, accepted());
	expect(ledger().find(odd)).toEqual(accepted());
	expect(ledger().find({ index: 0, fingerprint: 'b' })).toBeUndefined();
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

describe('what is remembered for the further tries of a run', () => {
	/** The part of n8n's context that keeps it. */
	const ledgerOf = (stored: IDataObject, runIndex = 0) => new Ledger(stored, runIndex, false);
	const message = (index: number, fingerprint: string) => ({ index, fingerprint });

	const ACCEPTED = { kind: 'accepted', serverMessage: 'Berhasil mengirimkan pesan' } as const;
	const UNKNOWN = { kind: 'unknown', reason: 'timeout' } as const;

	test('accepted and unknown are found again by a later try, for the same request only', () => {
		const stored: IDataObject = {};
		const first = ledgerOf(stored);
		first.record(message(0, 'digest-a'), ACCEPTED);
		first.record(message(1, 'digest-b'), UNKNOWN);

		const second = ledgerOf(stored);
		expect(second.find(message(0, 'digest-a'))).toEqual(ACCEPTED);
		expect(second.find(message(1, 'digest-b'))).toEqual(UNKNOWN);
		expect(second.find(message(0, 'digest-b'))).toBeUndefined();
		expect(second.find(message(2, 'digest-a'))).toBeUndefined();
	});

	test('is found again by the next version too: a try may come after an update', () => {
		const entries = { 0: 'a0:digest-a', 1: 'utimeout:digest-b' };
		const answers = [ACCEPTED.serverMessage];
		const second = ledgerOf({ omnichatLedger: { answers, runs: { 0: entries } } });
		expect(second.find(message(0, 'digest-a'))).toEqual(ACCEPTED);
		expect(second.find(message(1, 'digest-b'))).toEqual(UNKNOWN);
	});

	test('another run of the node, as in a loop, starts afresh and drops the run before', () => {
		const stored: IDataObject = {};
		ledgerOf(stored, 0).record(message(0, 'digest'), ACCEPTED);
		expect(ledgerOf(stored, 1).find(message(0, 'digest'))).toBeUndefined();
		expect(JSON.stringify(stored)).not.toContain('digest');
	});

	test.each<[what: string, serverMessage: string]>([
		['repeats a number', 'Sent to 6281234567890'],
		['is long enough for a text', 'x'.repeat(101)],
	])('an answer that %s is not kept', (_what, serverMessage) => {
		const stored: IDataObject = {};
		const ledger = ledgerOf(stored);
		ledger.record(message(0, 'digest'), { kind: 'accepted', serverMessage });
		expect(JSON.stringify(stored)).not.toContain(serverMessage);
		expect(ledger.find(message(0, 'digest'))).toEqual({ kind: 'accepted', serverMessage: '' });
	});

	test('10,000 items take little room, whatever the server answers', () => {
		const stored: IDataObject = {};
		const ledger = ledgerOf(stored);
		for (let index = 0; index < 10_000; index++) {
			const digest = fingerprintOf('secret-api-key', [`62812${1_000_000 + index}`, 'text', '']);
			const serverMessage = `Halo ${String.fromCharCode(97 + (index % 26)).repeat(1 + (index % 90))}`;
			ledger.record(
				message(index, digest),
				index % 7 === 0 ? UNKNOWN : { kind: 'accepted', serverMessage },
			);
		}
		const json = JSON.stringify(stored);
		process.stdout.write(`\nRemembered for 10,000 items: ${json.length} bytes of JSON\n`);
		expect(json.length).toBeLessThan(500_000);
		expect(json).not.toContain('62812');
		expect(json).not.toContain('secret-api-key');
	});
});
