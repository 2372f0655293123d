import { limitFields } from '../../fields/limit';
import { optionsField, readOptions } from '../../fields/options';
import type { Operation } from '../operation';
import { readTemplates, templatesRequest } from './list';

/** Lists the templates of the account, one item for each. */
export const getMany: Operation = {
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many templates',
		description:
			'Retrieve the ID and name of your templates. It is not part of the documented API, so some servers may lack it.',
	},
	toolDescription:
		'Lists the prepared WhatsApp message templates of the account: the ID, which sending a template needs, and the name of each. Nothing is sent to WhatsApp.',
	subtitle: '"list of templates"',
	fields: [...limitFields, optionsField(readOptions)],
	prepare(item) {
		const limit = item.limit();
		return {
			...templatesRequest(item.timeoutMs()),
			output: (answer) => readTemplates(answer).slice(0, limit),
			notOffered: {
				message: 'This server does not list its templates',
				description:
					'Omnichat.id does not document this list, so not every server has it. Check the base URL in the credential; if it is right, copy the ID from the Templates page of the Omnichat dashboard instead',
			},
		};
	},
};
