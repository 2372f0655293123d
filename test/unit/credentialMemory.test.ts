import { CredentialMemory, TooManyCalls } from '../../nodes/Omnichat/trigger/credentialMemory';
import { digestOf } from '../../nodes/Omnichat/trigger/deviceCheck';

const keys = [digestOf('key')];
const nothing = () => undefined;
const everything = () => true;
const isAmong = (key: string) => (digests: readonly Buffer[]) =>
	digests.some((digest) => digest.equals(digestOf(key))) || undefined;

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

	test('the first call has it read once, whatever it finds', async () => {
		const memory = new CredentialMemory();
		const read = jest.fn(async () => keys);
		expect(await memory.find('trigger', read, nothing)).toBeUndefined();
		expect(read).toHaveBeenCalledTimes(1);
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
		// There is room again.
		expect(await memory.find('trigger', read, nothing)).toBeUndefined();
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

describe('as time goes by', () => {
	/** A credential whose reads are noted, in milliseconds since the start. */
	function aCredential() {
		const start = Date.now();
		const readAt: number[] = [];
		const memory = new CredentialMemory();
		const stored = { key: 'key' };
		const read = async () => {
			readAt.push(Date.now() - start);
			return [digestOf(stored.key)];
		};
		const find = async (key: string, reads = read) =>
			await memory.find('trigger', reads, isAmong(key));
		return { stored, readAt, read, find };
	}
	const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	test('a key that is not known is looked for 100 ms after the last look, and then at once', async () => {
		const { find, readAt } = aCredential();
		await find('key');
		await pass(30);
		const forged = find('forged');
		await pass(69);
		expect(readAt).toEqual([0]);
		await pass(1);
		expect([await forged, readAt]).toEqual([undefined, [0, 100]]);
		await pass(100);
		const later = find('forged');
		await pass(0);
		expect([await later, readAt]).toEqual([undefined, [0, 100, 200]]);
	});

	test('what a look has found counts for ten seconds from then on', async () => {
		const { find, readAt } = aCredential();
		await find('key');
		await pass(9_000);
		const forged = find('forged');
		await pass(0);
		await forged;
		await pass(9_999);
		expect([await find('key'), readAt]).toEqual([true, [0, 9_000]]);
		await pass(1);
		expect([await find('key'), readAt]).toEqual([true, [0, 9_000, 19_000]]);
	});

	test('what was known may come to its end while a call waits for a look', async () => {
		const { find, readAt } = aCredential();
		await find('key');
		await pass(9_950);
		const fails = find('forged', async () => await Promise.reject(new Error('locked')));
		const failure = fails.catch(({ message }: Error) => message);
		await pass(10);
		expect(await failure).toBe('locked');
		const forged = find('forged');
		await pass(90);
		expect([await forged, readAt]).toEqual([undefined, [0, 10_050]]);
		expect([await find('key'), readAt]).toEqual([true, [0, 10_050]]);
	});

	test('a look that takes long does not bring back what was read before', async () => {
		const { stored, find, readAt } = aCredential();
		await find('key');
		await pass(9_950);
		let end = () => {};
		const slow = new Promise<Buffer[]>((resolve) => (end = () => resolve(keys)));
		const forged = find('forged', async () => await slow);
		await pass(100);
		stored.key = 'new key';
		expect(await find('new key')).toBe(true);
		end();
		expect(await forged).toBeUndefined();
		expect([await find('new key'), readAt]).toEqual([true, [0, 10_050]]);
	});

	test('a credential that cannot be read is read once a second', async () => {
		const { find, readAt, read } = aCredential();
		const fails = async () => await Promise.reject(new Error(`locked ${(await read()).length}`));
		await expect(find('key', fails)).rejects.toThrow('locked');
		await pass(999);
		await expect(find('key', fails)).rejects.toThrow('locked');
		expect(readAt).toEqual([0]);
		await pass(1);
		expect([await find('key'), readAt]).toEqual([true, [0, 1_000]]);
	});
});
