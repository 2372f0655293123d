import { UserError } from 'n8n-workflow';

import { asText } from '../expressionText';
import { asObject } from '../parseObject';
import { quote } from '../quote';

const MOST_OPTIONS = 100;
const LONGEST_OPTION = 200;

/**
 * Checks the answers to choose from in a field.
 *
 * @param fieldOptions as n8n's own forms have it: `{ values: [{ option }] }`, in JSON also the list
 * @param where names the field, as the start of a sentence
 * @throws UserError when there are none or too many, an empty one or the same one twice
 */
export function optionsFrom(fieldOptions: unknown, where: string): string[] {
	const values: unknown = Array.isArray(fieldOptions)
		? fieldOptions
		: asObject(fieldOptions)?.values;
	const rows: unknown[] = Array.isArray(values) ? values : [];
	if (rows.length === 0 || rows.length > MOST_OPTIONS) {
		throw new UserError(
			`${where} has ${rows.length} answers to choose from, it must be 1 to ${MOST_OPTIONS}`,
			{ description: 'They look like {"values": [{"option": "S"}, {"option": "M"}]} in JSON' },
		);
	}
	const options = rows.map((row) =>
		asText(asObject(row)?.option, `${where.replace(/,$/, ':')} an answer to choose from`)
			.trim()
			.replace(/\s+/g, ' '),
	);
	for (const [index, option] of options.entries()) {
		const problem =
			option === ''
				? 'is empty'
				: option.length > LONGEST_OPTION
					? `has more than ${LONGEST_OPTION} characters`
					: options.indexOf(option) < index
						? 'is there twice'
						: undefined;
		if (problem === undefined) continue;
		const which = option === '' ? '' : ` ${quote(option)}`;
		throw new UserError(`${where} has an answer to choose from${which} that ${problem}`, {
			description:
				'Change or remove it, or check that its expression finds something for this item',
		});
	}
	return options;
}

/**
 * @param initial the default: one of the answers, of several ones their names with commas between them
 * @returns the indexes of those that are chosen at first
 * @throws UserError when one of them is not offered
 */
export function chosenAtFirst(
	initial: string,
	options: readonly string[],
	isMany: boolean,
	where: string,
): number[] {
	const whole = initial.trim();
	// An answer may have a comma in it.
	const names = isMany && !options.includes(whole) ? whole.split(',') : [whole];
	const wanted = names.map((name) => name.trim()).filter((name) => name !== '');
	const missing = wanted.find((name) => !options.includes(name));
	if (missing !== undefined) {
		throw new UserError(`The default of ${where} is ${quote(missing)}, which is not offered`, {
			description: 'Write it as it stands among the answers to choose from',
		});
	}
	return wanted.map((name) => options.indexOf(name));
}
