import { LateWrite } from '../../nodes/Omnichat/sending/lateWrite';
import { settled, VirtualClock } from './virtualClock';

/** What is written, by the times it is; each takes so long, in milliseconds. */
function lateWrites(takesMs = 0) {
	const clock = new VirtualClock();
	const writtenAt: number[] = [];
	const late = new LateWrite(clock, async () => {
		late.written();
		writtenAt.push(clock.now());
		if (takesMs > 0) await clock.wait(takesMs, undefined);
	});
	return { clock, late, writtenAt };
}

test('what is due is written a second later, once', async () => {
	const { clock, late, writtenAt } = lateWrites();
	late.due();
	await clock.pass(999);
	expect(writtenAt).toEqual([]);
	await clock.pass(1);
	expect(writtenAt).toEqual([1_000]);
	await clock.pass(10_000);
	expect(writtenAt).toEqual([1_000]);
	expect(clock.waiting).toBe(0);
});

test('more that is due meanwhile goes with it, a second after the first', async () => {
	const { clock, late, writtenAt } = lateWrites();
	late.due();
	await clock.pass(600);
	for (let more = 0; more < 10_000; more++) late.due();
	expect(clock.waiting).toBe(1);
	await clock.pass(10_000);
	expect(writtenAt).toEqual([1_000]);
});

test('what was written with something else is not written again', async () => {
	const { clock, late, writtenAt } = lateWrites();
	late.due();
	await clock.pass(500);
	late.written();
	await clock.pass(10_000);
	expect(writtenAt).toEqual([]);
});

test('what is due after that is written a second after it, not after what was written', async () => {
	const { clock, late, writtenAt } = lateWrites();
	late.due();
	await clock.pass(500);
	late.written();
	late.due();
	await clock.pass(1_499);
	expect(writtenAt).toEqual([1_500]);
});

test('what is due while it is being written is written after that', async () => {
	const { clock, late, writtenAt } = lateWrites(300);
	late.due();
	await clock.pass(1_100);
	late.due();
	await clock.pass(10_000);
	expect(writtenAt).toEqual([1_000, 2_100]);
	await settled();
	late.due();
	await clock.pass(1_000);
	expect(writtenAt).toEqual([1_000, 2_100, 12_100]);
});
