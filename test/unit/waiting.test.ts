import { growingWait, remainingRequests, requestedWait } from '../../nodes/Omnichat/rules/waiting';

const NOW = Date.parse('Sat, 01 Aug 2026 07:00:00 GMT');
const httpDate = (ms: number) => new Date(ms).toUTCString();
const unixSeconds = (ms: number) => String(ms / 1_000);

describe('how long a throttled server asks to wait', () => {
	test.each<[what: string, headers: Record<string, string>, expected: number | undefined]>([
		['nothing', {}, undefined],
		['seconds', { 'retry-after': '45' }, 45_000],
		['seconds with blanks around them', { 'retry-after': ' 45 ' }, 45_000],
		['at once', { 'retry-after': '0' }, 0],
		['an hour', { 'retry-after': '3600' }, 3_600_000],
		['a date', { 'retry-after': httpDate(NOW + 30_000) }, 30_000],
		['a date that has passed', { 'retry-after': httpDate(NOW - 30_000) }, 0],
		[
			"a date by the server's clock, which is an hour ahead",
			{ date: httpDate(NOW + 3_600_000), 'retry-after': httpDate(NOW + 3_630_000) },
			30_000,
		],
		[
			"a date by the server's clock, which is an hour behind",
			{ date: httpDate(NOW - 3_600_000), 'retry-after': httpDate(NOW - 3_570_000) },
			30_000,
		],
		['a reset as a point in time', { 'x-ratelimit-reset': unixSeconds(NOW + 20_000) }, 20_000],
		['a reset that has passed', { 'x-ratelimit-reset': unixSeconds(NOW - 20_000) }, 0],
		[
			"a reset by the server's clock",
			{
				date: httpDate(NOW + 3_600_000),
				'x-ratelimit-reset': unixSeconds(NOW + 3_620_000),
			},
			20_000,
		],
		['a reset as a number of seconds', { 'x-ratelimit-reset': '20' }, 20_000],
		[
			'both: Retry-After counts',
			{ 'retry-after': '45', 'x-ratelimit-reset': unixSeconds(NOW + 20_000) },
			45_000,
		],
		[
			'a Retry-After that cannot be read: the reset counts',
			{ 'retry-after': 'soon', 'x-ratelimit-reset': '20' },
			20_000,
		],
		[
			'an empty Retry-After: the reset counts',
			{ 'retry-after': '', 'x-ratelimit-reset': '5' },
			5_000,
		],
		['a second and a half', { 'retry-after': '1.5' }, 1_500],
		['half a second more than half a minute', { 'retry-after': '30.5' }, 30_500],
		['less than a millisecond', { 'retry-after': '0.0001' }, 1],
		['a decimal without its zero', { 'retry-after': '.5' }, 500],
		['decimals without their zero', { 'retry-after': '.25' }, 250],
		['the first second that is a point in time', { 'retry-after': '1000000000' }, 0],
		['the first one in milliseconds', { 'retry-after': '1000000000000' }, 0],
		['decimals of a reset', { 'x-ratelimit-reset': '20.25' }, 20_250],
		['less than nothing', { 'retry-after': '-5' }, 0],
		['a reset of less than nothing', { 'x-ratelimit-reset': '-5' }, 0],
		['a year', { 'retry-after': '31536000' }, 86_400_000],
		['more than a number can hold', { 'retry-after': '9'.repeat(400) }, 86_400_000],
		['a point in time in seconds', { 'retry-after': unixSeconds(NOW + 20_000) }, 20_000],
		['a point in time in milliseconds', { 'retry-after': String(NOW + 20_000) }, 20_000],
		['two waits, as a proxy joins them', { 'retry-after': '30, 60' }, 60_000],
		[
			'an exponent, which is none of its forms: the reset counts',
			{ 'retry-after': '1e9', 'x-ratelimit-reset': '20' },
			20_000,
		],
		['a number with its unit', { 'retry-after': '30s' }, undefined],
		[
			'a word and a number, which JavaScript takes for a date',
			{ 'retry-after': 'soon 5' },
			undefined,
		],
		['a list with a word in it', { 'retry-after': '30, soon' }, undefined],
		[
			'nothing that can be read',
			{ 'retry-after': 'soon', 'x-ratelimit-reset': 'later' },
			undefined,
		],
		[
			'a Date that cannot be read: the own clock counts',
			{ date: 'today', 'retry-after': httpDate(NOW + 30_000) },
			30_000,
		],
	])('%s', (_what, headers, expected) => {
		expect(requestedWait(headers, NOW)).toBe(expected);
	});
});

describe('how long to wait when nobody says', () => {
	test.each<[attempt: number, shortest: number, longest: number]>([
		[1, 750, 1_250],
		[2, 1_500, 2_500],
		[3, 3_000, 5_000],
		[4, 6_000, 10_000],
		[6, 24_000, 40_000],
		[7, 45_000, 75_000],
		[8, 45_000, 75_000],
		[2_000, 45_000, 75_000],
	])('wait %i is from %i to %i ms', (attempt, shortest, longest) => {
		expect(growingWait(attempt, 0)).toBe(shortest);
		expect(growingWait(attempt, 0.5)).toBe((shortest + longest) / 2);
		expect(growingWait(attempt, 1)).toBe(longest);
	});
});

describe('how many more requests a throttled server takes', () => {
	test.each<[what: string, header: string | undefined, expected: number]>([
		['it names no limit', undefined, Infinity],
		['an empty header', '', Infinity],
		['none', '0', 0],
		['five', '5', 5],
		['five with blanks', ' 5 ', 5],
		['less than none', '-1', Infinity],
		['a word', 'many', Infinity],
		['two numbers', '5, 6', Infinity],
	])('%s', (_what, header, expected) => {
		expect(remainingRequests({ 'x-ratelimit-remaining': header })).toBe(expected);
	});
});
