import fc from 'fast-check';

import { waitUntil } from '../../nodes/Omnichat/answer/waitUntil';
import { resolvePace } from '../../nodes/Omnichat/rules/pace';
import { variablesFromJson, variablesFromRows } from '../../nodes/Omnichat/rules/templateVariables';
import { growingWait, remainingRequests, requestedWait } from '../../nodes/Omnichat/rules/waiting';
import { refusal } from './refusal';

const RUNS = { numRuns: 1_000 };
const DAY = 86_400_000;
const NOW = Date.parse('Sat, 01 Aug 2026 07:00:00 GMT');

const anySeconds = fc.oneof(fc.nat(200_000), fc.double({ min: 0, max: 100_000, noNaN: true }));
const anyHeader = fc.oneof(
	anySeconds.map((seconds) => (seconds < 1e-6 ? '0' : String(seconds))),
	fc.constantFrom('-5', '1e9', '30s', 'soon', '', ' ', '30, 60', '0x10', 'Infinity', 'NaN', '٣'),
	fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
	fc.string({ maxLength: 8 }),
);

test('whatever a server says, the wait is nothing or from 0 to a day', () => {
	const headers = fc.record(
		{ date: anyHeader, 'retry-after': anyHeader, 'x-ratelimit-reset': anyHeader },
		{ requiredKeys: [] },
	);
	fc.assert(
		fc.property(headers, (said) => {
			const wait = requestedWait(said, NOW) ?? 0;
			expect(wait >= 0 && wait <= DAY).toBe(true);
		}),
		RUNS,
	);
});

test('seconds and dates are never waited for less than they say, by whatever clock', () => {
	const offset = fc.integer({ min: -1e9, max: 1e9 });
	fc.assert(
		fc.property(fc.nat(86_400), fc.nat(999), offset, (seconds, part, clockMs) => {
			const server = Math.floor((NOW + clockMs) / 1_000) * 1_000;
			const date = new Date(server).toUTCString();
			const until = new Date(server + seconds * 1_000).toUTCString();
			expect(requestedWait({ date, 'retry-after': until }, NOW)).toBe(seconds * 1_000);
			const exact = Math.min(seconds * 1_000 + part, DAY);
			const decimal = `${seconds}.${String(part).padStart(3, '0')}`;
			const wait = requestedWait({ 'retry-after': decimal }, NOW) ?? 0;
			expect(wait - exact === 0 || wait - exact === 1).toBe(true);
		}),
		RUNS,
	);
});

test('with nobody to say how long, each wait is at least as long as the one before could be short', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 1e6 }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			(attempt, random) => {
				const wait = growingWait(attempt, random);
				expect(wait).toBeGreaterThanOrEqual(growingWait(Math.max(1, attempt - 1), 0));
				expect(wait >= 750 && wait <= 75_000 && Number.isInteger(wait)).toBe(true);
			},
		),
		RUNS,
	);
});

test('how many more a server takes is a whole number, or nobody knows', () => {
	fc.assert(
		fc.property(anyHeader, (said) => {
			const remaining = remainingRequests({ 'x-ratelimit-remaining': said });
			expect(remaining).toBe(/^\s*\d+\s*$/.test(said) ? Number(said) : Infinity);
		}),
		RUNS,
	);
});

const anySetting = fc.oneof(
	fc.integer({ min: -2, max: 60 }),
	fc.double(),
	fc.constantFrom<unknown>(undefined, '', '5', ' 7 ', 'soon', '1e3', true, [], {}, '-1'),
);

test('whatever is set, messages are sent at a pace that can be kept, or it is said what is wrong', () => {
	fc.assert(
		fc.property(
			anySetting,
			anySetting,
			anySetting,
			anySetting,
			(messagesAtOnce, from, to, rateLimitWait) => {
				const options = { messagesAtOnce, rateLimitWait, pause: { seconds: { from, to } } };
				let problem = '';
				let pace = { atOnce: 1, pause: { fromMs: 0, toMs: 0 }, rateLimitWaitMs: 0 };
				try {
					pace = resolvePace(options as never);
				} catch (error) {
					problem = (error as Error).message;
				}
				expect(problem).toMatch(
					/^$|^'(?:Messages at Once|Pause Between Messages|Rate Limit Wait)' /,
				);
				const { atOnce, pause, rateLimitWaitMs } = pace;
				expect(Number.isInteger(atOnce) && atOnce >= 1 && atOnce <= 50).toBe(true);
				expect(pause.fromMs >= 0 && pause.fromMs <= pause.toMs && rateLimitWaitMs >= 0).toBe(true);
			},
		),
		RUNS,
	);
});

/** How a number is filled in, or comes from an expression. */
const anyForm = fc.constantFrom<(value: number) => unknown>((value) => value, String);

test('a pace that can be kept is kept as it is set, as a number or as text', () => {
	const seconds = fc.integer({ min: 0, max: 86_400 });
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 50 }),
			seconds,
			seconds,
			seconds,
			anyForm,
			(atOnce, from, more, wait, write) => {
				const pause = { seconds: { from: write(from), to: write(from + more) } };
				const options = { messagesAtOnce: write(atOnce), rateLimitWait: write(wait), pause };
				expect(resolvePace(options as never)).toEqual({
					atOnce,
					pause: { fromMs: from * 1_000, toMs: (from + more) * 1_000 },
					rateLimitWaitMs: wait * 1_000,
				});
			},
		),
		RUNS,
	);
});

const UNITS = { minutes: 60_000, hours: 3_600_000, days: DAY };
const anyUnit = fc.constantFrom(...(Object.keys(UNITS) as Array<keyof typeof UNITS>));
const until = (resumeAmount: unknown, resumeUnit: string) =>
	waitUntil({ limitType: 'afterTimeInterval', resumeAmount, resumeUnit } as never, 'UTC', NOW);

test('an answer is waited for as many minutes, hours or days as are set, to the millisecond', () => {
	const anyAmount = fc.oneof(
		fc.integer({ min: 1, max: 10_000 }),
		fc.double({ min: 0.001, max: 10_000, noNaN: true }),
	);
	fc.assert(
		fc.property(anyAmount, anyUnit, anyForm, (amount, unit, write) => {
			const ms = Math.floor(NOW + amount * UNITS[unit]);
			expect(until(write(amount), unit).getTime()).toBe(ms);
		}),
		RUNS,
	);
});

test('nothing, less than nothing and what is no number is no time to wait for an answer', () => {
	const noAmount = fc.oneof(
		fc.integer({ max: 0 }),
		fc.double({ max: 0 }),
		fc.constantFrom<unknown>(
			'',
			' ',
			'soon',
			'1 hour',
			'1,5',
			'-1',
			Infinity,
			'NaN',
			false,
			[],
			{},
		),
	);
	fc.assert(
		fc.property(noAmount, anyUnit, (amount, unit) => {
			expect(refusal(() => until(amount, unit))).toMatch(
				new RegExp(`^The time to wait, ".*" ${unit}, cannot be waited\n.* use an amount above 0$`),
			);
		}),
		RUNS,
	);
});

const anyName = fc
	.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
	.map((name) => name.replace(/[{}]/g, '').trim())
	.filter((name) => name !== '');
const anyText = fc.oneof(
	fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `Kak ${text}.`),
	fc.constantFrom('0', '007', '1e3', '-5', '12345678901234567890', 'true', '{name}', '"'),
	fc
		.array(fc.string({ unit: 'grapheme', maxLength: 5 }), { maxLength: 3 })
		.map((lines) => ['Pesanan:', ...lines.map((line) => `- ${line}.`)].join('\n')),
);

test('each variable keeps its value, with braces around the name or not, as rows and as JSON', () => {
	const braces = fc.constantFrom<(name: string) => string>(
		(name) => name,
		(name) => `{${name}}`,
		(name) => `{{${name}}}`,
		(name) => ` {{ ${name} }} `,
	);
	const rows = fc.uniqueArray(fc.tuple(anyName, anyText, braces), { selector: ([name]) => name });
	fc.assert(
		fc.property(rows, (some) => {
			const expected = some.map(([name, value]) => [`{${name}}`, value]);
			const written = some.map(([name, value, brace]) => ({ name: brace(name), value }));
			expect(Object.entries(variablesFromRows(written)).sort()).toEqual(expected.sort());
			const json = `{${written.map(({ name, value }) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`;
			expect(Object.entries(variablesFromJson(json)).sort()).toEqual(expected);
		}),
		RUNS,
	);
});

test('a number in JSON is sent digit by digit as it is written', () => {
	const number = fc.stringMatching(/^-?(?:0|[1-9]\d{0,30})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/);
	fc.assert(
		fc.property(anyName, number, anyText, (name, digits, text) => {
			const json = `{${JSON.stringify(`${name} 1`)}: ${digits}, ${JSON.stringify(`${name} 2`)} :${JSON.stringify(text)}}`;
			expect(variablesFromJson(json)).toEqual({ [`{${name} 1}`]: digits, [`{${name} 2}`]: text });
		}),
		RUNS,
	);
});
