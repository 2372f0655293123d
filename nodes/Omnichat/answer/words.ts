import type { FieldProblem } from '../rules/form';

/** The page's own words in one language. The question and its answers are the user's. */
export interface Words {
	lang: 'id' | 'en';
	/** Above the question, and the name of the page */
	title: string;
	approve: string;
	decline: string;
	/** The label of the text field */
	yourAnswer: string;
	/** The label of the field below an approval that may stay empty */
	remark: string;
	/** Behind the label of a field that must not stay empty, in brackets */
	required: string;
	/** In a dropdown in which nothing is chosen */
	choose: string;
	send: string;
	/** Before the answers, for screen readers */
	chooseOne: string;
	nothingChosen: string;
	empty: string;
	tooLong: string;
	/** Above a form of which some fields say why they were not taken */
	notAllRight: string;
	fieldProblems: Readonly<Record<FieldProblem, string>>;
	received: string;
	/** Before what was answered */
	youAnswered: string;
	close: string;
	tooLate: string;
	/** Why nothing can be answered any more */
	tooLateWhy: string;
	/** What the others who were asked are told, before or without `by` and a phone number */
	approved: string;
	declined: string;
	answered: string;
	by: string;
	/** Where the page itself went wrong, and what to do then */
	failed: string;
	failedWhy: string;
}

const INDONESIAN: Words = {
	lang: 'id',
	title: 'Pertanyaan untuk Anda',
	approve: 'Setujui',
	decline: 'Tolak',
	yourAnswer: 'Jawaban Anda',
	remark: 'Catatan (opsional)',
	required: 'wajib',
	choose: 'Pilih…',
	send: 'Kirim',
	chooseOne: 'Pilih salah satu jawaban',
	nothingChosen: 'Pilih salah satu jawaban.',
	empty: 'Tulis jawaban Anda dulu.',
	tooLong: 'Jawaban Anda terlalu panjang. Persingkat, lalu kirim lagi.',
	notAllRight: 'Jawaban Anda belum terkirim. Periksa isian Anda, lalu kirim lagi.',
	fieldProblems: {
		missing: 'Isian ini wajib diisi.',
		tooLong: 'Isian ini terlalu panjang.',
		noEmail: 'Tulis alamat e-mail, misalnya budi@example.com.',
		noNumber: 'Tulis angka saja.',
		tooManyDigits: 'Angka ini terlalu panjang.',
		noDate: 'Pilih tanggal yang benar.',
		notOffered: 'Pilih dari jawaban yang ada.',
	},
	received: 'Terima kasih, jawaban Anda sudah diterima',
	youAnswered: 'Jawaban Anda:',
	close: 'Halaman ini boleh ditutup.',
	tooLate: 'Pertanyaan ini sudah ditutup',
	tooLateWhy:
		'Pertanyaan ini sudah dijawab atau tidak berlaku lagi. Jawaban Anda tidak dicatat, dan Anda tidak perlu melakukan apa-apa.',
	approved: 'Disetujui',
	declined: 'Ditolak',
	answered: 'Sudah dijawab',
	by: 'oleh',
	failed: 'Halaman ini sedang bermasalah',
	failedWhy: 'Jawaban Anda tidak dicatat. Buka tautannya lagi sebentar lagi.',
};

const ENGLISH: Words = {
	lang: 'en',
	title: 'A question for you',
	approve: 'Approve',
	decline: 'Decline',
	yourAnswer: 'Your answer',
	remark: 'Remark (optional)',
	required: 'required',
	choose: 'Choose…',
	send: 'Send',
	chooseOne: 'Choose one of the answers',
	nothingChosen: 'Choose one of the answers.',
	empty: 'Write your answer first.',
	tooLong: 'Your answer is too long. Make it shorter and send it again.',
	notAllRight: 'Your answers were not sent yet. Check what you filled in and send them again.',
	fieldProblems: {
		missing: 'This has to be filled in.',
		tooLong: 'This is too long.',
		noEmail: 'Write an e-mail address, such as budi@example.com.',
		noNumber: 'Write a number.',
		tooManyDigits: 'This number has too many digits.',
		noDate: 'Choose a date of the calendar.',
		notOffered: 'Choose from what is offered.',
	},
	received: 'Thank you, your answer was received',
	youAnswered: 'You answered:',
	close: 'You can close this page.',
	tooLate: 'This question is closed',
	tooLateWhy:
		'It was answered before, or it is no longer open. Your answer was not recorded, and there is nothing that you have to do.',
	approved: 'Approved',
	declined: 'Declined',
	answered: 'Answered',
	by: 'by',
	failed: 'This page did not work just now',
	failedWhy: 'Your answer was not recorded. Open the link again in a moment.',
};

/**
 * The words in the language that the reader's browser likes better: Indonesian or English, English
 * where it asks for neither.
 *
 * @param acceptLanguage the header of that name (RFC 9110, section 12.5.4)
 */
export function wordsFor(acceptLanguage: string | undefined): Words {
	let best: { words: Words; weight: number } | undefined;
	for (const range of (acceptLanguage ?? '').split(',')) {
		const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
		const words = languageOf(tag);
		const weight = weightOf(parameters);
		if (words !== undefined && weight > (best?.weight ?? 0)) best = { words, weight };
	}
	return best?.words ?? ENGLISH;
}

function languageOf(tag: string): Words | undefined {
	const language = tag.split('-')[0];
	// "in" is the code that Java, and with it old Android, uses for Indonesian.
	if (language === 'id' || language === 'in') return INDONESIAN;
	return language === 'en' ? ENGLISH : undefined;
}

function weightOf(parameters: readonly string[]): number {
	const weight = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1);
	return Number.isFinite(weight) ? weight : 0;
}
