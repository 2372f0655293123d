import type { INodeParameters } from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { sendText } from '../sendText';
import { demoCredential } from './demoGateway';
import { runNode, type RunOptions } from './harness';

/** Sends an order's number to who ordered. */
export const send = (
	items: RunOptions['items'],
	options: INodeParameters,
	more: Partial<RunOptions> = {},
	node = new Omnichat(),
) =>
	runNode(node, {
		credentials: demoCredential(),
		items,
		parameters: { ...sendText, text: '={{ $json.order }}', options },
		...more,
	});

export const order = (number: number) => ({
	phone: `6281200000${100 + number}`,
	order: `A-${number}`,
});
export const withKey = { messageKey: '={{ $json.order }}' };
export const all = (count: number) => Array.from({ length: count }, (_, number) => number);
