import { CredentialMemory, TooManyCalls } from '../../nodes/Omnichat/trigger/credentialMemory';
import { digestOf } from '../../nodes/Omnichat/trigger/deviceCheck';

const keys = [digestOf('key')];
const nothing = () => undefined;
const everything = () => true;

describe('what is kept of credentials', () => {
	test('forged calls of the same moment share one look', async () => {
		const memory = new CredentialMemory();
		const read = jest.fn(async () => keys);
		await memory.find('trigger', read, everything);
		await Promise.all(
			Array.from({ length: 10 }, async () => await memory.find('trigger', read, nothing)),
		);
		expect(read).toHaveBeenCalledTimes(2);
	});

	test('a hundred calls without a known key wait for a look, and no more', async () => {
		const memory = new CredentialMemory();
		const read = jest.fn(async () => keys);
		await memory.find('trigger', read, everything);
		const calls = Array.from(
			{ length: 150 },
			async () => await memory.find('trigger', read, nothing).catch((error: Error) => error),
		);
		const ends = await Promise.all(calls);
		expect(ends.filter((end) => end instanceof TooManyCalls)).toHaveLength(50);
		expect(read).toHaveBeenCalledTimes(2);
		expect(await memory.find('trigger', read, everything)).toBe(true);
	});

	test('a look that fails leaves the known keys as they are', async () => {
		const memory = new CredentialMemory();
		const read = jest.fn(async () => keys);
		await memory.find('trigger', read, everything);
		read.mockRejectedValueOnce(new Error('The database is locked'));
		await expect(memory.find('trigger', read, nothing)).rejects.toThrow('locked');
		expect(await memory.find('trigger', read, everything)).toBe(true);
		expect(read).toHaveBeenCalledTimes(2);
	});

	test('is of a thousand triggers at most; the one that was read longest ago is read anew', async () => {
		const memory = new CredentialMemory();
		const read = jest.fn(async () => keys);
		for (let trigger = 0; trigger <= 1_000; trigger++) {
			await memory.find(`trigger ${trigger}`, read, everything);
		}
		expect(read).toHaveBeenCalledTimes(1_001);
		await memory.find('trigger 1', read, everything);
		expect(read).toHaveBeenCalledTimes(1_001);
		await memory.find('trigger 0', read, everything);
		expect(read).toHaveBeenCalledTimes(1_002);
	});
});
