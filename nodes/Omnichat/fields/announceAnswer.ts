import type { INodeProperties } from 'n8n-workflow';

import { MOST_TOLD } from '../answer/toldLine';

export const announceAnswer: INodeProperties = {
	displayName: 'Announce Answer',
	name: 'announceAnswer',
	type: 'boolean',
	default: false,
	description: `Whether the others who were asked, and the group, are sent one line when somebody has answered, such as 'Approved by +6281234567890'. Of a text or a form it says only that there is an answer. For up to ${MOST_TOLD} items.`,
};
