import { INDONESIAN } from './indonesian';

/** What a page is written in. */
export interface Language {
	/** The translation of a text of the node or of these tables */
	readonly say: (english: string) => string;
}

export const english: Language = { say: (text) => text };

/**
 * Bahasa Indonesia. A translation is known by the whole English text: who changes that has to look at
 * the translation again.
 *
 * @throws Error that names a text without a translation
 */
export class Indonesian implements Language {
	/** The English texts that were asked for. */
	readonly used = new Set<string>();

	readonly say = (text: string): string => {
		this.used.add(text);
		if (text === '') return '';
		const translation = INDONESIAN[text];
		if (translation === undefined) {
			throw new Error(`test/docs/indonesian has no translation of: ${text}`);
		}
		return translation;
	};
}
