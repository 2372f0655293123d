import fc from 'fast-check';

import { chosenIn } from '../../nodes/Omnichat/rules/chatAnswer';
import { NO, YES } from '../../nodes/Omnichat/rules/chatAnswer/words';

const BOTH = ['Approve', 'Decline'];

/** @returns what the message means to who asked for an approval */
function approval(message: string, labels: readonly string[] = BOTH) {
	const chosen = chosenIn(message, labels, true);
	return chosen === undefined ? undefined : chosen === 0 ? 'approved' : 'declined';
}

/** Labels that no message has. */
const LABELS = ['Kirim sekarang', 'Batalkan pesanan'];

describe('whatever the labels are', () => {
	test.each(['setujui', 'yep', 'yeah', 'approve', 'approved', 'agree', 'agreed'])(
		'"%s" approves',
		(word) => {
			expect(approval(word, LABELS)).toBe('approved');
		},
	);

	test.each(['ngga', 'enggak', 'decline', 'declined', 'reject', 'rejected', 'disagree'])(
		'"%s" declines',
		(word) => {
			expect(approval(word, LABELS)).toBe('declined');
		},
	);

	describe.each(['tidak', 'tdk', 'nggak', 'ngga', 'enggak', 'gak'])('"%s"', (no) => {
		test.each(['setuju', 'boleh', 'ok', 'oke'])('before "%s" declines', (yes) => {
			expect(approval(`${no} ${yes}`, LABELS)).toBe('declined');
		});

		test.each(['no', 'nope', 'tidak'])('before "%s" declines', (other) => {
			expect(approval(`${no} ${other}`, LABELS)).toBe('declined');
		});
	});
});

describe('an approval is given', () => {
	test.each([
		['1'],
		['1.'],
		['1)'],
		['(1)'],
		['*1*'],
		['#1'],
		[' 1 \n'],
		['１'],
		['1️⃣'],
		['①'],
		['Approve'],
		['APPROVE!'],
		['"approve"'],
		['_Approve_'],
		['1 Approve'],
		['*1* Approve'],
		['1. approve'],
		['1, ya'],
		['ya'],
		['Ya.'],
		['YA!!!'],
		['“Ya”'],
		['yaaa'],
		['iya'],
		['Iyaaa'],
		['iya, boleh'],
		['ya, setuju'],
		['ok'],
		['OK.'],
		['oke'],
		['okeee'],
		['oke~'],
		['ok~ ya~'],
		['okay'],
		['Setuju'],
		['boleh'],
		['yes'],
		['Yesss'],
		['yes yes'],
		['ya-ya'],
		['approved'],
		['👍'],
		['👍🏽'],
		['👍👍'],
		['ok 👍'],
		['👍 ya'],
		['y\u200ba'],
		['ｙａ'],
		['ok >'],
		['1~ya~'],
	])('by %j', (message) => {
		expect(approval(message)).toBe('approved');
	});

	test('by so many signs and no more', () => {
		expect(approval(`ya${' '.repeat(1_998)}`)).toBe('approved');
		expect(approval(`ya${' '.repeat(1_999)}`)).toBeUndefined();
		expect(approval('ya '.repeat(1_000))).toBeUndefined();
	});
});

describe('an approval is declined', () => {
	test.each([
		['2'],
		['2.'],
		['*2* Decline'],
		['decline'],
		['Tidak'],
		['TIDAK!'],
		['tdk'],
		['gak'],
		['nggak'],
		['jangan'],
		['tidak, tidak!'],
		['tidak setuju 👎'],
		['tolak'],
		['no'],
		['No!'],
		['nooo'],
		['no no'],
		['No, nope!'],
		['gak, tidak'],
		['tidakkk, tdk'],
		['tidak setuju'],
		['Tidak boleh!'],
		['👎'],
		['👎🏿'],
		['tidak 👎'],
	])('by %j', (message) => {
		expect(approval(message)).toBe('declined');
	});
});

describe('no approval is given or declined', () => {
	test.each([
		['ya tapi besok saja'],
		['ya, tapi besok saja'],
		['ya\nbesok'],
		['ya besok'],
		['ok besok saya kabari'],
		['boleh saya tanya dulu'],
		['boleh?'],
		['ya?'],
		['ok?'],
		['ok ?'],
		['ok？'],
		['1?'],
		['👍?'],
		// Other scripts have question marks of their own.
		['ya؟'],
		['¿ok'],
		['ok\u037e'],
		['ok‽'],
		['1⸮'],
		['⸘ya'],
		['ya⹔'],
		['ok꘏'],
		['belum setuju'],
		['bukan ya'],
		['saya tidak setuju'],
		['ya tidak'],
		['ya/tidak'],
		['yes or no'],
		['yes/no'],
		['tidak, ya'],
		['no ok'],
		['👍👎'],
		['no problem'],
		['tidak apa-apa'],
		// A no to a no says yes, or something else.
		['jangan tolak'],
		['Jangan ditolak'],
		['tidak tolak'],
		['no decline'],
		['no, disagree'],
		['jangan tidak'],
		['tidak boleh tidak'],
		['tidak tidak setuju'],
		['jangan-jangan'],
		['Jangan-jangan ...'],
		// Struck out, or quoted.
		['~ya~'],
		['~~ya~~'],
		['ok ~~ya~~'],
		['~1~'],
		['~1 Approve~'],
		['ok ~ya~'],
		['~ya~ ok'],
		['(~ya~)'],
		['> ya'],
		['> 1 Approve'],
		[' >ya'],
		['\u200e> ya'],
		['ok\n> Approve'],
		['no 1'],
		['No. 1'],
		['not yet'],
		['ya 😂'],
		['ya pak'],
		['okok'],
		['yaya'],
		['ya@'],
		['yang'],
		['3'],
		['0'],
		['11'],
		['01'],
		['-1'],
		['- 1'],
		['+1'],
		['−1'],
		['(-1)'],
		['"+ 1"'],
		['1%'],
		['1٪'],
		['1 ‰'],
		['1.5'],
		['1,000'],
		['1/2'],
		['1 2'],
		['12'],
		['1 1'],
		['1/1'],
		['1e0'],
		['1 orang'],
		['1 jam lagi'],
		['1 Decline'],
		['2 ya'],
		['1st'],
		['Approve Decline'],
		['Approve it'],
		['approve, but only 10%'],
		["don't approve"],
		['do not approve'],
		['n'],
		['y'],
		['halo'],
		[''],
		[' '],
		['.'],
		['*'],
		['🙏'],
	])('by %j', (message) => {
		expect(approval(message)).toBeUndefined();
	});
});

test('where one can only approve, nobody declines', () => {
	for (const message of ['ya', '1', 'Approve', '👍']) {
		expect(approval(message, ['Approve'])).toBe('approved');
	}
	for (const message of ['tidak', '2', 'Decline', '👎']) {
		expect(approval(message, ['Approve'])).toBeUndefined();
	}
});

describe("with the user's own labels", () => {
	test.each<[labels: string[], message: string, expected: string | undefined]>([
		[['Kirim', 'Batal'], 'kirim', 'approved'],
		[['Kirim', 'Batal'], 'batal.', 'declined'],
		[['Kirim', 'Batal'], 'ya', 'approved'],
		[['Kirim', 'Batal'], 'tidak', 'declined'],
		[['Setuju', 'Tidak setuju'], 'ya', 'approved'],
		[['Setuju', 'Tidak setuju'], 'setuju', 'approved'],
		[['Setuju', 'Tidak setuju'], 'Tidak setuju!', 'declined'],
		[['Yes, 20%', 'No'], 'yes, 20%', 'approved'],
		[['Yes, 20%', 'No'], 'yes', 'approved'],
		[['Yes, 20%', 'No'], 'yes, 30%', undefined],
		[['Sure?', 'No'], 'sure?', 'approved'],
		// The usual words the other way round: only what stands below the question counts.
		[['No, keep it', 'Yes, cancel it'], 'yes', undefined],
		[['No, keep it', 'Yes, cancel it'], 'no', undefined],
		[['No, keep it', 'Yes, cancel it'], '👍', undefined],
		[['No, keep it', 'Yes, cancel it'], 'no, keep it', 'approved'],
		[['No, keep it', 'Yes, cancel it'], '2', 'declined'],
		[['Tidak', 'Ya'], 'ya', 'declined'],
		[['Tidak', 'Ya'], 'tidak', 'approved'],
		[['Tidak', 'Ya'], 'no', undefined],
		[['No, keep it', 'Cancel'], 'no', undefined],
		[['Keep', 'Yes, cancel it'], 'yes', undefined],
		[['Tidak (-10%)', 'Ya (-5%)'], 'ya', undefined],
		[['> No, keep it', '> Yes, cancel it'], 'no', undefined],
		// Signs that mean something elsewhere are what they are in a label.
		[['+1', '-1'], '+1', 'approved'],
		[['+1', '-1'], '-1', 'declined'],
		[['+1', '-1'], '...', undefined],
		[['> Kirim', 'Batal'], '> nanti', undefined],
		[['OK', 'OK'], 'ok', undefined],
		[['OK', 'OK'], '2', 'declined'],
	])('%j: %j', (labels, message, expected) => {
		expect(approval(message, labels)).toBe(expected);
	});
});

describe('one of several choices is picked', () => {
	const pick = (message: string, labels: string[]) => {
		const chosen = chosenIn(message, labels, false);
		return chosen === undefined ? undefined : labels[chosen];
	};
	const sizes = ['S', 'M', 'L', 'XL'];

	test.each<[message: string, labels: string[], expected: string | undefined]>([
		['3', sizes, 'L'],
		['1', ['Senin', 'A1 depan'], 'Senin'],
		['21', ['Room 21', ...Array.from({ length: 24 }, (_, x) => `Room ${x + 30}`)], undefined],
		['22', ['Room 21', ...Array.from({ length: 24 }, (_, x) => `Room ${x + 30}`)], 'Room 50'],
		['l', sizes, 'L'],
		['*3* L', sizes, 'L'],
		['3 XL', sizes, undefined],
		['M please', sizes, undefined],
		['S M', sizes, undefined],
		['5', sizes, undefined],
		['size "m" & <l>', ['Size S', 'Size "M" & <L>'], 'Size "M" & <L>'],
		['10', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'], 'j'],
		// A number that is also a label.
		['1', ['2', '1'], undefined],
		['10', ['10', '20'], '10'],
		['1', ['30 menit', '1 jam', '2 jam'], undefined],
		['1 jam', ['30 menit', '1 jam', '2 jam'], '1 jam'],
		['3', ['30 menit', '1 jam', '2 jam'], '2 jam'],
		['1', ['3%', '2%', '1%'], undefined],
		['2', ['10rb', '5rb', '2rb'], undefined],
		['1', ['10rb', '5rb', '2rb'], '10rb'],
		['1', ['1kg', '2kg'], '1kg'],
		['2', ['1 porsi', '2 porsi'], '2 porsi'],
		['1', ['02.00', '01.00'], undefined],
		['2', ['01.00', '02.00'], '02.00'],
		['1', ['Jam 9', 'Jam 10', 'Jam 1'], undefined],
		['1', ['Lt.2', 'Lt.1'], undefined],
		['2', ['Meja 1', 'Meja 2', 'Meja 12'], 'Meja 2'],
		['2', ['Meja 1!', 'Kursi', 'Meja 2!'], undefined],
		['3', ['Satu', 'Meja 3 luar', 'Tiga'], 'Tiga'],
		['1', ['Meja 21', 'Meja 3'], 'Meja 21'],
		['5', ['1,5', '2,5', '3,5', '4,5', '5,5'], '5,5'],
		['5', ['08.00', '08.05', '08.10', '08.15', '08.20'], '08.20'],
		// Another number than that of a choice, and no choice with its label.
		['1,5', ['5', '10'], undefined],
		['1.5 kg', ['5 kg', '10 kg'], undefined],
		['2/10', ['5', '10'], undefined],
		['1-5', ['5', '10'], undefined],
		['(1,5)', ['5', '10'], undefined],
		['1..5', ['5', '10'], undefined],
		['10,5', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', '5'], undefined],
		['2 1.5 kg', ['5 kg', '1.5 kg'], '1.5 kg'],
		['1. 5', ['5', '10'], '5'],
		['*1* 5', ['5', '10'], '5'],
		['1,5', ['1,5', '2,5'], '1,5'],
		['1 orang', ['1 porsi', '2 porsi'], undefined],
		['size, m', ['Size M', 'Size L'], 'Size M'],
		['a bc', ['ab c', 'd'], undefined],
		['5', ['5 kg', '10 kg'], undefined],
		['2', ['1', '2'], '2'],
		// Words that say yes or no count where they are labels.
		['ya', ['Besok', 'Lusa'], undefined],
		['👍', ['Besok', 'Lusa'], undefined],
		['ya', ['Ya', 'Tidak', 'Nanti'], 'Ya'],
		['iya', ['Ya', 'Tidak', 'Nanti'], undefined],
		['C', ['C', 'C++'], 'C'],
		['c++', ['C', 'C++'], 'C++'],
		['🔥', ['🔥', '❄️'], '🔥'],
		['❄', ['🔥', '❄️'], '❄️'],
	])('%j of %j', (message, labels, expected) => {
		expect(pick(message, labels)).toBe(expected);
	});

	test('two labels that differ by a sign are told apart as they are written, or by their number', () => {
		const labels = ['Ya', 'Ya!'];
		expect(pick('ya!', labels)).toBeUndefined();
		expect(pick('2', labels)).toBe('Ya!');
	});
});

describe('whatever is written', () => {
	const isDrawnOut = (one: string, known: string) =>
		one.replace(/(.)\1+$/, '$1') === known.replace(/(.)\1+$/, '$1');
	const word = fc
		.stringMatching(/^[a-z]{1,12}$/)
		.filter((one) => ![...YES, ...NO].some((known) => isDrawnOut(one, known)));
	const answer = fc.constantFrom(...YES, ...NO, '1', '2', 'Approve', 'Decline', '1 Approve');

	test('an answer with one more word is none, wherever it stands', () => {
		fc.assert(
			fc.property(
				answer,
				word,
				fc.constantFrom(' ', ', ', '. ', '\n', '; ', ' - '),
				(said, more, between) => {
					expect(approval(`${said}${between}${more}`)).toBeUndefined();
					expect(approval(`${more}${between}${said}`)).toBeUndefined();
				},
			),
		);
	});

	test('punctuation and case change no answer', () => {
		const signs = fc.stringMatching(/^[ .,!;:*_"'()[\]]{0,4}$/);
		fc.assert(
			fc.property(answer, signs, signs, fc.boolean(), (said, before, after, isLoud) => {
				const written = `${before}${isLoud ? said.toUpperCase() : said}${after}`;
				expect(approval(written)).toBe(approval(said));
			}),
		);
	});
});
