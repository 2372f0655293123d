import { UserError } from 'n8n-workflow';

/**
 * The error that refuses something.
 *
 * @throws whatever else is thrown, and an Error where nothing is
 */
export function refusalOf(act: () => unknown): UserError {
	try {
		act();
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
	throw new Error('It was not refused');
}

/** What it says, and how to mend it. */
export function refusal(act: () => unknown): string {
	const { message, description } = refusalOf(act);
	return `${message}\n${description}`;
}
