import { NodeHelpers, Workflow, type INodeParameters } from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import { createNodeTypes, inRunScope } from './runtime';

const { description } = new Omnichat();

/** What the canvas says below the node's name. */
async function subtitleOf(given: INodeParameters): Promise<unknown> {
	const node = {
		id: '1',
		name: 'Omnichat',
		type: 'omnichat',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: given,
	};
	const nodeTypes = createNodeTypes({ omnichat: new Omnichat() });
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return await inRunScope(
		async () =>
			await workflow.expression.withIsolate(() =>
				Promise.resolve(
					workflow.expression.getSimpleParameterValue(node, description.subtitle, 'manual', {}),
				),
			),
	);
}

test.each<[words: string, parameters: INodeParameters]>([
	['text to a phone number', {}],
	['text to 081234567890', { phone: '081234567890' }],
	['text to a phone number', { phone: '={{ $json.phone }}' }],
	['text to a group', { recipientType: 'group' }],
	['text to the chat that wrote', { recipientType: 'reply' }],
	['template to 081234567890', { operation: 'sendTemplate', phone: '081234567890' }],
	['status of the device', { resource: 'device', operation: 'getStatus' }],
	['list of templates', { resource: 'template', operation: 'getMany' }],
	['list of groups', { resource: 'chat', operation: 'getMany', chatType: 'groups' }],
	['message from 0812', { resource: 'callback', operation: 'simulate', from: '0812' }],
])('the canvas says "%s"', async (words, parameters) => {
	expect(await subtitleOf(parameters)).toBe(words);
});

test('the resources are called by what they are for', () => {
	const resource = description.properties.find(({ name }) => name === 'resource');
	expect(resource?.options?.map(({ name }) => name)).toEqual([
		'Auto-Reply',
		'Chat',
		'Device',
		'Message',
		'Template',
	]);
});

test('each field stands once in the form of an operation', () => {
	const operations = description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [], displayOptions }) => {
			const [resource = ''] = displayOptions?.show?.resource as string[];
			return options.map((option) => ({
				resource,
				operation: 'value' in option ? option.value : '',
			}));
		});
	for (const parameters of operations) {
		const shown = description.properties.filter((field) =>
			NodeHelpers.displayParameter(parameters, field, null, description),
		);
		const names = shown.map(({ name }) => name);
		expect(names).toEqual([...new Set(names)]);
		expect(names).toContain('options');
	}
});

test.each(['allowedSenders', 'ignoredSenders'])(
	'%s of the trigger names the chat ID of who hides the number',
	(name) => {
		const { properties } = new OmnichatTrigger().description;
		const options = properties.flatMap((property) => property.options ?? []);
		const option = options.find((one) => one.name === name);
		expect(option).toMatchObject({
			description: expect.stringMatching(/hides the number.*@lid/) as string,
		});
	},
);
