import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidItem } from '../../nodes/Omnichat/failures';

const failed = (cause: Error, type: string) => {
	const context = { getNode: () => ({ name: 'Omnichat', type }) } as unknown as IExecuteFunctions;
	const { error, details } = invalidItem(context, 3, cause);
	return { shown: error.message, message: details.message, description: details.description };
};

/** Such as a mistake in an expression, of which n8n says no more. */
const withoutAdvice = new Error('nama is not defined');
const withAdvice = Object.assign(new Error('The text is empty'), { description: 'Fill it in' });

test.each<[cause: Error, type: string, message: string, description: string]>([
	[withoutAdvice, 'omnichat', 'nama is not defined', ''],
	[withoutAdvice, 'omnichatTool', 'nama is not defined', ''],
	[withAdvice, 'omnichat', 'The text is empty', 'Fill it in'],
	[withAdvice, 'omnichatTool', 'The text is empty. Fill it in', 'Fill it in'],
])('%s as %s is told in full, a model by its message', (cause, type, message, description) => {
	expect(failed(cause, type)).toEqual({ shown: message, message, description });
});
