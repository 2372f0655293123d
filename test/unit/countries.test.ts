import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parsePhoneNumber, type NumberType } from 'libphonenumber-js/max';

import { phoneOf, resolveRecipient } from '../../nodes/Omnichat/rules/recipient';
import { complete, forms, people, reached, type Form, type Person } from '../numbers/people';
import { plansAsSource } from '../numbers/plans';

type Outcome = 'right' | 'refused' | 'wrong';

function outcomeOf([, write, atHome]: Form, person: Person): Outcome {
	const chat = reached(write(person), atHome ? person.code : '62');
	if (chat === undefined) return 'refused';
	return chat === complete(person) ? 'right' : 'wrong';
}

describe('an example number of each country, in each form', () => {
	const table = forms.map((form) => ({
		form: form[0],
		outcomes: people.map((person) => [outcomeOf(form, person), person] as const),
	}));
	const those = (outcomes: ReadonlyArray<readonly [Outcome, Person]>, wanted: Outcome) =>
		outcomes.filter(([outcome]) => outcome === wanted).map(([, { country }]) => country);

	afterAll(() => {
		const lines = table.map(({ form, outcomes }) => {
			const refused = those(outcomes, 'refused');
			const counts = [
				those(outcomes, 'right').length,
				refused.length,
				those(outcomes, 'wrong').length,
			]
				.map((count) => String(count).padStart(8))
				.join('');
			const which = refused.length === people.length ? 'all' : refused.join(' ');
			return `${form.padEnd(36)}${counts}  ${which}`;
		});
		process.stdout.write(
			`${['form'.padEnd(36) + '   right refused   wrong', ...lines].join('\n')}\n`,
		);
	});

	test.each(table)('$form: none reaches somebody else', ({ outcomes }) => {
		expect(those(outcomes, 'wrong')).toEqual([]);
	});

	test.each<[form: string, refused: string[]]>([
		// Argentina writes 15 for the 9 of its mobile numbers; a Chinese or German number without its 0
		// is an American one as well; Gabon has numbers with and without the 0.
		['as written at home', ['AR', 'CN', 'GA']],
		['digits with trunk prefix, at home', ['GA']],
		['digits without trunk prefix, at home', ['CN', 'DE', 'GA']],
		// An Indonesian number whose 0 is there twice.
		['00 in front', ['HK', 'JP', 'KH', 'KR', 'MO', 'TW']],
		['+code (trunk) number', ['AC', 'IT', 'VA']],
		['00 code (trunk) number', ['AC', 'IT', 'VA']],
		// Indonesian numbers without their 0, were they in one piece.
		// And numbers that are Indonesian ones without what would be their code.
		[
			'(code) number',
			['HK', 'IE', 'IN', 'JM', 'JP', 'KH', 'KN', 'KR', 'MO', 'MZ', 'NA', 'TH', 'TT', 'TW'],
		],
		[
			'code number, in groups',
			['HK', 'IN', 'JM', 'JP', 'KH', 'KN', 'KR', 'MD', 'MG', 'MO', 'TH', 'TT', 'TW'],
		],
		['(code) number, at home', ['GA']],
		['code number, in groups, at home', []],
	])('%s: refused where there are two readings only', (form, refused) => {
		const row = table.find((one) => one.form === form);
		expect(those(row?.outcomes ?? [], 'refused')).toEqual(refused);
	});

	// A footnote behind a number is no digit of it, so a number of nothing else is none.
	test.each(table.filter(({ form }) => form.includes('superscript')))(
		'$form: all are refused',
		({ outcomes }) => {
			expect(those(outcomes, 'refused')).toHaveLength(people.length);
		},
	);

	test.each(
		table.filter(({ form }) => !/home|\(trunk\)|superscript|^00 in front|^\(?code/.test(form)),
	)('$form: all are right', ({ outcomes }) => {
		expect(those(outcomes, 'right')).toHaveLength(people.length);
	});
});

test('bare digits, where no country is set: complete, refused, or an Indonesian number without its 0', () => {
	const wrong = people.filter((person) => {
		const chat = reached(complete(person), '62');
		return chat !== undefined && chat !== complete(person);
	});
	expect(wrong.map(({ country }) => country)).toEqual(['HK', 'KH', 'MO']);
	for (const person of wrong) {
		const indonesian = parsePhoneNumber(complete(person), 'ID');
		expect(`+${reached(complete(person), '62')}`).toBe(indonesian.number);
		expect(indonesian.getType()).toBe('MOBILE');
	}
});

/**
 * Any number of these types of any country, as libphonenumber-js knows them.
 *
 * @param shorter by so many digits than most of that country at most
 */
const anyOf = (types: readonly NumberType[], shorter = 2) =>
	fc
		.tuple(
			fc.constantFrom(...people),
			fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 15 }),
			fc.integer({ min: -shorter, max: 3 }),
		)
		.map(([person, digits, longer]): Person => {
			const start = types.includes('MOBILE') ? person.national.slice(0, 1) : '';
			const length = person.national.length + longer - start.length;
			const national = start + digits.join('').slice(0, length);
			return { ...person, national, number: parsePhoneNumber(`+${person.code}${national}`) };
		})
		.filter(
			({ number, national }) =>
				number.isValid() && number.nationalNumber === national && types.includes(number.getType()),
		);

const MOBILE = ['MOBILE', 'FIXED_LINE_OR_MOBILE'] as const;

const anybody = anyOf(MOBILE);

test('whatever their number, nobody else is reached, in no form', () => {
	fc.assert(
		fc.property(anybody, (person) => {
			for (const form of forms) expect([form[0], outcomeOf(form, person)]).not.toContain('wrong');
		}),
		{ numRuns: 500 },
	);
});

test('so it is with WhatsApp on a landline, where the number shows what it is', () => {
	// Digits alone may be a mobile number of another country, and a Polish area is called 48.
	const shown = forms.filter(([name]) => !/^digits|^as written at home/.test(name));
	fc.assert(
		fc.property(anyOf(['FIXED_LINE', 'VOIP']), (person) => {
			for (const form of shown) expect([form[0], outcomeOf(form, person)]).not.toContain('wrong');
		}),
		{ numRuns: 500 },
	);
});

/** What stands beside a number in lists of contacts and tables. */
const beside = [
	(number: string) => `${number} (2)`,
	(number: string) => `${number} (1/2)`,
	(number: string) => `${number} (9-17)`,
	(number: string) => `${number} 1`,
	(number: string) => `1. ${number}`,
	(number: string) => `001. ${number}`,
	(number: string) => `004 ${number}`,
	(number: string) => `${number} 150000`,
	(number: string) => `(12) ${number}`,
	(number: string) => `33) ${number}`,
	(number: string) => `${number}\t4`,
	(number: string) => `3. ${number} 2`,
	(number: string) => `4 - ${number} - 12`,
	(number: string) => `7 ${number} (2)`,
	(number: string) => `1234. ${number}`,
	(number: string) => `5\u200b${number}`,
	(number: string) => `2025-08-22 ${number}`,
];

/** The shortest ones of a country such as Austria may be the beginning of a longer one. */
const anybodyOfFullLength = anyOf(MOBILE, 0);

test('what stands beside a number is never taken for a part of it', () => {
	fc.assert(
		fc.property(anybodyOfFullLength, fc.constantFrom(...beside), (person, write) => {
			const text = write(person.number.formatNational());
			// The 1 of a row is the code of America as well.
			expect([undefined, complete(person)]).toContain(reached(text, person.code));
		}),
		{ numRuns: 2_000 },
	);
});

const anyPart = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom(...'0123456789') },
	{ weight: 2, arbitrary: fc.constantFrom(...' -.,()+/:@_\n', '٠', '７', '\u200b') },
	{
		weight: 1,
		arbitrary: fc.constantFrom('+62', '00', '(0)', 'wa.me/', '.00', 'WA: '),
	},
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			...['@c.us', '@s.whatsapp.net', '@lid', '@g.us', '@newsletter', '@broadcast'],
		),
	},
	{ weight: 1, arbitrary: fc.string({ maxLength: 2 }) },
);

/** A number as somebody writes it, with up to two slips of the hand. */
const almostANumber = fc
	.tuple(
		anybody,
		fc.constantFrom(...forms),
		fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), anyPart), {
			maxLength: 2,
		}),
	)
	.map(([person, [, write], slips]) =>
		slips.reduce((text, [where, takesOne, part]) => {
			const at = Math.floor(where * text.length);
			return text.slice(0, at) + part + text.slice(takesOne ? at + 1 : at);
		}, write(person)),
	);

const anyText = fc.oneof(
	{ weight: 3, arbitrary: almostANumber },
	{
		weight: 1,
		arbitrary: fc.array(anyPart, { maxLength: 20 }).map((parts) => parts.join('')),
	},
);

const ordinaryDigits = (text: string) =>
	text
		.normalize('NFKC')
		.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
		.replace(/\D/g, '');

const anyCode = fc.constantFrom(...new Set(people.map(({ code }) => code)));

/** What may stand behind a country code and be left out: the trunk prefixes of the world. */
const TRUNKS = ['', '0', '8', '80', '06', '1'];

test('no digit is made up: all stand in what was filled in, but for the country code', () => {
	let read = 0;
	fc.assert(
		fc.property(anyText, anyCode, (text, code) => {
			const digits = reached(text, code)?.replace(/@.*|-/g, '') ?? '';
			if (digits !== '') read += 1;
			const given = ordinaryDigits(text);
			const isGiven =
				(digits.startsWith(code) && given.includes(digits.slice(code.length))) ||
				[0, 1, 2, 3].some((length) =>
					TRUNKS.some((trunk) =>
						given.includes(digits.slice(0, length) + trunk + digits.slice(length)),
					),
				);
			expect([text, code, digits, isGiven]).toEqual([text, code, digits, true]);
		}),
		{ numRuns: 4_000 },
	);
	expect(read).toBeGreaterThan(1_000);
});

test('whenever it was, a date with its time is nobody', () => {
	const [two, four] = [(part: number) => String(part).padStart(2, '0'), String];
	const anyTime = fc.tuple(
		fc.integer({ min: 1900, max: 2099 }).map(four),
		fc.integer({ min: 1, max: 12 }).map(two),
		fc.integer({ min: 1, max: 31 }).map(two),
		fc.integer({ min: 0, max: 23 }).map(two),
		fc.integer({ min: 0, max: 59 }).map(two),
	);
	fc.assert(
		fc.property(anyTime, anyCode, ([year, month, day, hour, minute], code) => {
			for (const date of [
				`${year}-${month}-${day}`,
				`${day}/${month}/${year}`,
				`${day}.${month}. ${year}`,
				`${day}/${month}/${year.slice(2)}`,
			]) {
				for (const time of ['', ` ${hour}.${minute}`, ` ${hour}:${minute}:00`]) {
					expect([date + time, reached(date + time, code)]).toEqual([date + time, undefined]);
				}
			}
		}),
		{ numRuns: 1_000 },
	);
});

/**
 * The digits of a chat ID as the server may send one: of a number, of one whose code is there twice, or
 * of anything else.
 */
const anyDigits = fc.oneof(
	anybody.map(complete),
	anybody.map((person) => person.code + complete(person)).filter((digits) => digits.length <= 15),
	// Nobody in Indonesia has a number that begins with a 0.
	fc.stringMatching(/^[1-9]\d{6,14}$/).filter((digits) => !digits.startsWith('620')),
);

test('what comes out as a recipient is read as the same one by everybody', () => {
	fc.assert(
		fc.property(anyDigits, anyCode, (digits, code) => {
			const recipient = resolveRecipient(`${digits}@s.whatsapp.net`, 'phone', code).address;
			expect(reached(recipient, code)).toBe(digits);
		}),
		{ numRuns: 2_000 },
	);
});

test('what comes out as a phone is that recipient, or nothing', () => {
	fc.assert(
		fc.property(anyDigits, anyCode, (digits, code) => {
			const chatId = `${digits}@s.whatsapp.net`;
			expect([null, resolveRecipient(chatId, 'phone', code).address]).toContain(phoneOf(chatId));
		}),
		{ numRuns: 2_000 },
	);
});

test('the table in the package is what the metadata says', () => {
	const file = path.resolve(__dirname, '../../nodes/Omnichat/rules/numberingPlans.ts');
	expect(readFileSync(file, 'utf8')).toBe(plansAsSource());
});
