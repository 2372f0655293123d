/**
 * Reads a positive whole number given as a command's argument.
 *
 * @param name of the argument, without its dashes
 * @throws Error that names the argument when it is none
 */
export function wholeNumber(name: string, text: string): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1) {
		throw new Error(`--${name} ${text} is not a whole number from 1.`);
	}
	return number;
}
