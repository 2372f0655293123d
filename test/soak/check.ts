import { marksIn } from './stage';

/** What became of the messages, by the gateway's own record. */
export interface Verdict {
	/** Messages that came once, as they should */
	right: number;
	/** Messages that came more than once */
	twice: string[];
	/** Messages that never came */
	lost: string[];
	/** Messages that should not have come */
	strange: string[];
}

/**
 * Compares what was accepted with what was expected.
 *
 * @param expected the marks that each come once
 * @param texts all that was accepted
 */
export function check(expected: ReadonlySet<string>, texts: readonly string[]): Verdict {
	const times = new Map<string, number>();
	for (const mark of texts.flatMap(marksIn)) times.set(mark, (times.get(mark) ?? 0) + 1);
	const came = [...times.keys()];
	return {
		right: came.filter((mark) => expected.has(mark) && times.get(mark) === 1).length,
		twice: came.filter((mark) => (times.get(mark) ?? 0) > 1),
		lost: [...expected].filter((mark) => !times.has(mark)),
		strange: came.filter((mark) => !expected.has(mark)),
	};
}
