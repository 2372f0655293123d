import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { searchGroups, searchTemplates } from './listSearch';
import { fields, subtitle } from './operations';
import { run } from './run';

export class Omnichat implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Omnichat',
		name: 'omnichat',
		icon: { light: 'file:omnichat.svg', dark: 'file:omnichat.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle,
		description: 'Send WhatsApp messages with Omnichat.id',
		defaults: { name: 'Omnichat' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'omnichatApi', required: true }],
		properties: fields,
	};

	methods = { listSearch: { searchGroups, searchTemplates } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await run(this)];
	}
}
