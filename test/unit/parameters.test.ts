import type { IExecuteFunctions } from 'n8n-workflow';

import type { OmnichatCredential } from '../../nodes/Omnichat/credential';
import { readItem } from '../../nodes/Omnichat/parameters';
import { refusal } from './refusal';

const credential: OmnichatCredential = {
	apiKey: 'key',
	deviceKey: 'device',
	baseUrl: 'https://app.example',
};

/** The reader of an item of so many, with these options. */
const read = (options: object, items = 1, type = 'n8n-nodes-omnichat-id.omnichat') =>
	readItem(
		{
			getInputData: () => Array.from({ length: items }, () => ({ json: {} })),
			getNode: () => ({ type }),
			getNodeParameter: (name: string) => (name === 'options' ? options : undefined),
		} as unknown as IExecuteFunctions,
		0,
		credential,
	);

test.each([
	['omnichat', false, false],
	['omnichatTool', true, false],
	['omnichatHitlTool', true, true],
])(
	'as %s, a model reads the output: %s, and a person reviews: %s',
	(name, isForModel, isReview) => {
		const item = read({}, 1, `n8n-nodes-omnichat-id.${name}`);
		expect([item.isForModel, item.isHumanReview]).toEqual([isForModel, isReview]);
	},
);

test('as many people as can be told the answer may be asked, and not one more', () => {
	const isAnnounced = (items: number) => read({ announceAnswer: true }, items).isAnnounced();
	expect(isAnnounced(50)).toBe(true);
	expect(refusal(() => isAnnounced(51))).toBe(
		"There are 51 items, and 50 can be told the answer\nRemove the option 'Announce Answer', or ask fewer people at once",
	);
	expect(read({}, 51).isAnnounced()).toBe(false);
});

test.each([
	[{}, ''],
	[{ messageId: ' M1 \n' }, 'M1'],
])('of %j, the message ID is %p', (options, id) => {
	expect(read(options).messageId()).toBe(id);
});

test('words of a customer in the item of another node are no mistake of the expression', () => {
	const raw = '={{ "You wrote: " + $("Rows").item.json.said }}';
	const evaluateExpression = jest.fn((text: string) =>
		text === '{{ $("Rows").item.json }}' ? { said: 'it is undefined' } : '',
	);
	const item = readItem(
		{
			evaluateExpression,
			getInputData: () => [{ json: {} }],
			getNode: () => ({ type: 'n8n-nodes-omnichat-id.omnichat' }),
			getNodeParameter: (name: string, _index: number, _fallback: unknown, how?: object) =>
				name === 'options'
					? {}
					: how && 'rawExpressions' in how
						? raw
						: 'You wrote: it is undefined',
		} as unknown as IExecuteFunctions,
		0,
		credential,
	);
	expect(item.requiredText('text', 'The text')).toBe('You wrote: it is undefined');
	expect(evaluateExpression).toHaveBeenCalledTimes(1);
});
