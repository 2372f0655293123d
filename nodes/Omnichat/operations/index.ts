import type { INodeProperties } from 'n8n-workflow';

import { optionsField } from '../fields/options';
import { prepareSimulate, simulateFields, simulateOption } from './callback/simulate';
import {
	prepareSendTemplate,
	sendTemplateFields,
	sendTemplateOption,
} from './message/sendTemplate';
import { prepareSendText, sendTextFields, sendTextOption } from './message/sendText';
import type { PrepareOperation } from './operation';

/** Every operation by resource and name. */
export const operations: ReadonlyMap<string, PrepareOperation> = new Map([
	['message.sendText', prepareSendText],
	['message.sendTemplate', prepareSendTemplate],
	['callback.simulate', prepareSimulate],
]);

/** All fields of the node, in the order in which the user meets them. */
export const fields: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'message',
		options: [
			{
				name: 'Callback',
				value: 'callback',
				description: 'Try what a device answers to incoming messages',
			},
			{
				name: 'Message',
				value: 'message',
				description: 'Send WhatsApp messages',
			},
		],
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'sendText',
		options: [sendTemplateOption, sendTextOption],
		displayOptions: { show: { resource: ['message'] } },
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'simulate',
		options: [simulateOption],
		displayOptions: { show: { resource: ['callback'] } },
	},
	...sendTextFields,
	...sendTemplateFields,
	...simulateFields,
	optionsField,
];
