import fc from 'fast-check';

import { momentOf } from '../../nodes/Omnichat/rules/moment';

const RUNS = { numRuns: 1_000 };

const anyMoment = fc.integer({
	min: Date.parse('2001-09-10T00:00:00Z'),
	max: Date.parse('2099-12-30T00:00:00Z'),
});

/** Clocks that are put forward and back, by half an hour too, and those that are not. */
const anyZone = fc.constantFrom(
	'Asia/Jakarta',
	'Asia/Jayapura',
	'Asia/Kathmandu',
	'UTC',
	'Europe/Berlin',
	'America/New_York',
	'America/Santiago',
	'Australia/Lord_Howe',
	'Pacific/Kiritimati',
	'Pacific/Apia',
	'Africa/Casablanca',
);

/** What the clocks of a time zone show, to the millisecond: 2026-12-05 14:03:09.120. */
const shownIn = (timeZone: string, moment: number) =>
	`${new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(moment)}.${String(moment % 1_000).padStart(3, '0')}`;

test.each([
	'01700000000000',
	'17000000000001',
	'on Sat, 05 Dec 2026 10:00:00 GMT',
	'Sat Dec 05 2026 10:00:00 GMT+0700 PM',
])('%p names no moment', (text) => {
	expect(momentOf(text, 'UTC')).toBeNaN();
});

test('what the clocks of a time zone show is read as a moment at which they show it', () => {
	fc.assert(
		fc.property(anyMoment, anyZone, fc.constantFrom(' ', 'T'), (moment, zone, between) => {
			const shown = shownIn(zone, moment);
			const read = momentOf(shown.replace(' ', between), zone);
			expect(shownIn(zone, read)).toBe(shown);
			// In the hour that comes twice it may be the other one.
			expect([0, 30, 60, 180]).toContain(Math.abs(read - moment) / 60_000);
		}),
		RUNS,
	);
});

test('with its zone beside it, it is that very moment wherever n8n runs', () => {
	const anyOffset = fc.integer({ min: -14 * 60, max: 14 * 60 });
	fc.assert(
		fc.property(anyMoment, anyOffset, anyZone, (moment, ahead, zone) => {
			const clock = new Date(moment + ahead * 60_000).toISOString().slice(0, -1);
			const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.abs(ahead) % 60];
			const two = (part: number) => String(part).padStart(2, '0');
			const sign = ahead < 0 ? '-' : '+';
			for (const written of [`${two(hours)}:${two(minutes)}`, `${two(hours)}${two(minutes)}`]) {
				expect(momentOf(`${clock}${sign}${written}`, zone)).toBe(moment);
				expect(momentOf(`${clock.replace('T', ' ')} GMT${sign}${written}`, zone)).toBe(moment);
			}
			expect(momentOf(new Date(moment).toISOString(), zone)).toBe(moment);
			expect(momentOf(String(moment), zone)).toBe(moment);
			expect(momentOf(new Date(moment).toUTCString(), zone)).toBe(moment - (moment % 1_000));
		}),
		RUNS,
	);
});

test('a date of which two countries make two days is none', () => {
	const two = fc.integer({ min: 1, max: 12 }).map((part) => String(part).padStart(2, '0'));
	const parts = fc.tuple(two, two, fc.integer({ min: 2026, max: 2040 }));
	fc.assert(
		fc.property(parts, fc.constantFrom('/', '-', '.'), anyZone, (date, between, zone) => {
			expect(momentOf(date.join(between), zone)).toBeNaN();
			expect(momentOf(`${date.join(between)} 10:00`, zone)).toBeNaN();
		}),
		RUNS,
	);
});

test('any other text is a moment or none, and holds nothing up', () => {
	const sign = fc.constantFrom(...'0123456789-/:.,TZ+ ', 'Sat', 'Aug', 'GMT', '(', ')', '٣', '\n');
	const anyText = fc.oneof(
		fc.string({ maxLength: 60 }),
		fc.array(sign, { maxLength: 40 }).map((signs) => signs.join('')),
	);
	fc.assert(
		fc.property(anyText, anyZone, (text, zone) => {
			const moment = momentOf(text, zone);
			expect(Number.isNaN(moment) || Number.isInteger(moment)).toBe(true);
		}),
		RUNS,
	);
});
