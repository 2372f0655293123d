import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** What n8n's own forms have, but for files and passwords; under n8n's names. */
const TYPES: INodePropertyOptions[] = [
	{ name: 'Checkboxes', value: 'checkbox' },
	{ name: 'Custom HTML', value: 'html' },
	{ name: 'Date', value: 'date' },
	{ name: 'Dropdown', value: 'dropdown' },
	{ name: 'Email', value: 'email' },
	{ name: 'Hidden Field', value: 'hiddenField' },
	{ name: 'Number', value: 'number' },
	{ name: 'Radio Buttons', value: 'radio' },
	{ name: 'Text Input', value: 'text' },
	{ name: 'Textarea', value: 'textarea' },
];

const shownFor = (...fieldType: string[]) => ({ displayOptions: { show: { fieldType } } });

const EXAMPLE = [
	{ fieldLabel: 'Name', placeholder: 'e.g. Budi', requiredField: true },
	{ fieldLabel: 'Email', fieldType: 'email' },
	{ fieldLabel: 'Notes', fieldType: 'textarea' },
	{
		fieldLabel: 'Size',
		fieldType: 'dropdown',
		fieldOptions: { values: [{ option: 'M' }, { option: 'L' }] },
		requiredField: true,
	},
];

/** One field of a form: n8n's own forms have the same, so that a form can be copied. */
const formElement: INodeProperties[] = [
	{
		displayName: 'Label',
		name: 'fieldLabel',
		type: 'string',
		default: '',
		placeholder: 'e.g. What is your name?',
		description: 'What stands above the field, and what its answer is called in the output',
		displayOptions: { hide: { fieldType: ['hiddenField', 'html'] } },
	},
	{
		displayName: 'Element Type',
		name: 'fieldType',
		type: 'options',
		default: 'text',
		description: 'What is filled in. A form takes no files.',
		options: TYPES,
	},
	{
		displayName: 'Custom Field Name',
		name: 'fieldName',
		type: 'string',
		default: '',
		description: 'What the answer is called in the output, in place of the label',
		displayOptions: { hide: { fieldType: ['html'] } },
	},
	{
		displayName: 'Placeholder',
		name: 'placeholder',
		type: 'string',
		default: '',
		description: 'What is seen in the field as long as nothing is filled in',
		...shownFor('text', 'textarea', 'number', 'email'),
	},
	{
		displayName: 'Default Value',
		name: 'defaultValue',
		type: 'string',
		default: '',
		description:
			'What is filled in at first: of a date such as 2026-01-31, of choices as they stand among the options, with commas between several',
		displayOptions: { hide: { fieldType: ['hiddenField', 'html'] } },
	},
	{
		displayName: 'Field Value',
		name: 'fieldValue',
		type: 'string',
		default: '',
		description:
			'Comes out with the answers. It is not on the page, so nobody can read or change it.',
		...shownFor('hiddenField'),
	},
	{
		displayName: 'Field Options',
		name: 'fieldOptions',
		type: 'fixedCollection',
		placeholder: 'Add Field Option',
		default: { values: [{ option: '' }] },
		description: 'The answers to choose from',
		typeOptions: { multipleValues: true, sortable: true },
		options: [
			{
				displayName: 'Values',
				name: 'values',
				values: [
					{
						displayName: 'Option',
						name: 'option',
						type: 'string',
						default: '',
						description: 'What stands on the page, and in the output',
					},
				],
			},
		],
		...shownFor('dropdown', 'radio', 'checkbox'),
	},
	{
		displayName: 'Multiple Choice',
		name: 'multiselect',
		type: 'boolean',
		default: false,
		description: 'Whether several may be chosen. The page then shows checkboxes.',
		...shownFor('dropdown'),
	},
	{
		displayName: 'HTML',
		name: 'html',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. <p>We deliver from Monday to Friday.</p>',
		description: 'Shown as plain text: its elements are left out',
		...shownFor('html'),
	},
	{
		displayName: 'Required Field',
		name: 'requiredField',
		type: 'boolean',
		default: false,
		description: 'Whether it must be filled in',
		displayOptions: { hide: { fieldType: ['hiddenField', 'html'] } },
	},
];

/** How a form is defined: n8n's own Send and Wait has the same fields. */
export const customFormFields: INodeProperties[] = [
	{
		displayName: 'Define Form',
		name: 'defineForm',
		type: 'options',
		noDataExpression: true,
		default: 'fields',
		description: 'Where the form is defined',
		options: [
			{ name: 'Using Fields Below', value: 'fields', description: 'One element for each field' },
			{
				name: 'Using JSON',
				value: 'json',
				description: "A list of fields, as in n8n's own forms",
			},
		],
		displayOptions: { show: { responseType: ['customForm'] } },
	},
	{
		displayName: 'Form Fields',
		name: 'jsonOutput',
		type: 'json',
		typeOptions: { rows: 5 },
		default: JSON.stringify(EXAMPLE, null, 2),
		description:
			'The fields as a list. Where an expression in it may give quotation marks or line breaks, wrap it in JSON.stringify() and put no quotation marks around it. Files, passwords and limits of a selection are not offered.',
		displayOptions: { show: { responseType: ['customForm'], defineForm: ['json'] } },
	},
	{
		displayName: 'Form Elements',
		name: 'formFields',
		type: 'fixedCollection',
		placeholder: 'Add Form Element',
		default: {},
		description: 'What somebody fills in, from top to bottom',
		typeOptions: { multipleValues: true, sortable: true },
		options: [{ displayName: 'Values', name: 'values', values: formElement }],
		displayOptions: { show: { responseType: ['customForm'], defineForm: ['fields'] } },
	},
];
