import type { ChoiceField, FieldAnswer } from './field';

const INDEX = /^\d{1,4}$/;

/**
 * Reads what was chosen in a field.
 *
 * @param posted the indexes of the answers, as they came; an empty one for none
 */
export function readChosen(field: ChoiceField, posted: readonly string[]): FieldAnswer {
	const given = new Set(posted.filter((index) => index !== ''));
	const chosen = [...given].map((index) =>
		INDEX.test(index) ? field.options[Number(index)] : undefined,
	);
	const known = chosen.filter((option) => option !== undefined);
	if (known.length < chosen.length) return { problem: 'notOffered' };
	if (known.length === 0 && field.isRequired) return { problem: 'missing' };
	// In the order of the form, each once.
	if (field.type === 'checkbox') {
		return { value: field.options.filter((option) => known.includes(option)) };
	}
	const [only = null, ...more] = known;
	return more.length > 0 ? { problem: 'notOffered' } : { value: only };
}
