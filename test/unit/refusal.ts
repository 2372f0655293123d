import { UserError } from 'n8n-workflow';

/**
 * What the error says that refuses something, and how to mend it.
 *
 * @throws whatever else is thrown, and an Error where nothing is
 */
export function refusal(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		if (error instanceof UserError) return `${error.message}\n${error.description}`;
		throw error;
	}
	throw new Error('It was not refused');
}
