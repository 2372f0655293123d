import { outputsOf } from '../outputs/promise';
import { OUTPUTS } from '../outputs/table';
import type { Language } from './language';
import { plain, type Rows } from './markdown';

/**
 * @param name an operation such as `message.sendText`, `trigger`, or `error` for what failed
 * @returns a row for each output of it
 * @throws Error that names an output of which n8n's preview says something else
 */
export function outputRows(name: string, { say }: Language): Rows {
	return [
		[say('Output'), say('What it is')],
		...Object.keys(outputsOf(name)).map((key) => [
			`\`${key}\``,
			plain(say(OUTPUTS[name]?.[key]?.words ?? '')),
		]),
	];
}
