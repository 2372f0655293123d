import { AtMost } from '../../nodes/Omnichat/trigger/atMost';

test('so many tasks at most run at once, in their order, also when one fails', async () => {
	const most = new AtMost(2);
	const begun: number[] = [];
	const ends: Array<() => void> = [];
	const run = async (task: number) =>
		await most.run(async () => {
			begun.push(task);
			await new Promise<void>((resolve) => ends.push(resolve));
			if (task === 1) throw new Error('failed');
		});
	const tasks = Promise.allSettled([1, 2, 3, 4].map(run));
	const soon = async () => await new Promise(setImmediate);
	await soon();
	expect(begun).toEqual([1, 2]);
	ends[0]?.();
	await soon();
	expect(begun).toEqual([1, 2, 3]);
	for (const end of ends) end();
	await soon();
	for (const end of ends) end();
	expect((await tasks).map(({ status }) => status)).toEqual([
		'rejected',
		'fulfilled',
		'fulfilled',
		'fulfilled',
	]);
});
