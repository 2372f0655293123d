import { UserError } from 'n8n-workflow';
import type { INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';

/**
 * The tool variant n8n makes of a node with `usableAsTool`, by the rules of `convertNodeToAiTool`
 * (dist/tool-generation/ai-tools.js and dist/node-types.js in n8n 2.41.1): no inputs, one tool output, and a
 * description that is set by hand or made from resource and operation. The node itself is left as it is.
 */
export function convertNodeToAiTool(nodeType: INodeType): INodeType {
	if (!nodeType.description.usableAsTool) {
		throw new UserError('Node cannot be used as a tool', {
			extra: { nodeType: nodeType.description.name },
		});
	}

	const original = { ...nodeType.description };
	delete original.usableAsTool;
	const properties = [...original.properties];
	if (!properties.some(({ name }) => name === 'toolDescription')) {
		const hasOperations = properties.some(({ name }) => ['resource', 'operation'].includes(name));
		const added: INodeProperties[] = [];
		if (hasOperations) {
			added.push({
				displayName: 'Tool Description',
				name: 'descriptionType',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Set Automatically', value: 'auto' },
					{ name: 'Set Manually', value: 'manual' },
				],
				default: 'auto',
			});
		}
		added.push({
			displayName: hasOperations ? 'Description' : 'Tool Description',
			name: 'toolDescription',
			type: 'string',
			default: original.description,
			required: true,
			...(hasOperations ? { displayOptions: { show: { descriptionType: ['manual'] } } } : {}),
		});
		const lastCallout = properties.findLastIndex(({ type }) => type === 'callout');
		properties.splice(lastCallout + 1, 0, ...added);
	}

	const description: INodeTypeDescription = {
		...original,
		name: `${original.name}Tool`,
		displayName: `${original.displayName} Tool`,
		inputs: [],
		outputs: ['ai_tool'],
		properties,
		codex: { categories: ['AI'], subcategories: { AI: ['Tools'], Tools: ['Other Tools'] } },
	};
	return Object.create(nodeType, { description: { value: description } }) as INodeType;
}
