import type { INodeProperties } from 'n8n-workflow';

const displayOptions = { show: { '/responseType': ['customForm', 'freeText'] } };

/** The words of the page, and of the link to it: n8n's own Send and Wait has them under the same names. */
export const responsePageOptions: INodeProperties[] = [
	{
		displayName: 'Message Button Label',
		name: 'messageButtonLabel',
		type: 'string',
		default: 'Respond',
		description: 'What stands in front of the link, as WhatsApp has no button for it',
		displayOptions,
	},
	{
		displayName: 'Response Form Button Label',
		name: 'responseFormButtonLabel',
		type: 'string',
		default: 'Submit',
		description:
			'What stands on the button of the page. Left as it is, the button follows the language of the reader.',
		displayOptions,
	},
	{
		displayName: 'Response Form Description',
		name: 'responseFormDescription',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		description: "What stands on the page in place of the 'Message'",
		displayOptions,
	},
	{
		displayName: 'Response Form Title',
		name: 'responseFormTitle',
		type: 'string',
		default: '',
		description: 'The title of the page. Empty says that it is a question.',
		displayOptions,
	},
];
