/** What the usual words for an answer are, in Indonesian and English, each as `tokensOf` gives it. */
export const YES: readonly string[] = [
	'ya',
	'iya',
	'ok',
	'oke',
	'okay',
	'setuju',
	'setujui',
	'boleh',
	'yes',
	'yep',
	'yeah',
	'approve',
	'approved',
	'agree',
	'agreed',
	'👍',
];

export const NO: readonly string[] = [
	'tidak',
	'tdk',
	'nggak',
	'ngga',
	'enggak',
	'gak',
	'jangan',
	'tolak',
	'no',
	'nope',
	'decline',
	'declined',
	'reject',
	'rejected',
	'disagree',
	'👎',
];

/** A yes in these is none: they say no as a whole. */
export const NO_BEFORE_YES: readonly string[] = ['tidak', 'tdk', 'nggak', 'ngga', 'enggak', 'gak'];

/** These say nothing but no: one after another is still a no. */
export const MERE_NO: readonly string[] = [...NO_BEFORE_YES, 'no', 'nope'];

export const YES_AFTER_NO: readonly string[] = ['setuju', 'boleh', 'ok', 'oke'];
