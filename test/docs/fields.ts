import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { fields as action } from '../../nodes/Omnichat/operations';
import { triggerFields as trigger } from '../../nodes/Omnichat/trigger/fields';
import type { Language } from './language';
import { plain, sentences, type Rows } from './markdown';

/** What n8n itself explains, and what a model is told. */
const NAMELESS = ['Tool Description'];

/** What an option means that is not added, where that is not the value it is added with. */
const LEFT_OUT: Readonly<Record<string, string>> = {
	combineMessages: 'Off',
	ignoreRepeats: '600 for messages with an ID, off for others',
	limitWaitTime: 'Waits for ever',
	messageButtonLabel: 'None',
	messageId: 'A new one each time',
	pause: 'None',
	responseFormButtonLabel: "Send, in the reader's language",
	responseFormTitle: "A question for you, in the reader's language",
	responseFormDescription: 'The message',
};

const isChoice = (option: object): option is INodePropertyOptions => 'value' in option;
const isGroup = (option: object): option is INodePropertyCollection => 'values' in option;
const isField = (option: object): option is INodeProperties => 'type' in option;

/** An operation by the names that saved workflows hold, such as `message.sendText`. */
export interface OperationEntry {
	key: string;
	resource: string;
	name: string;
	description: string;
}

/** @returns all operations, in the order in which the node lists their resources and themselves */
export function operations(): OperationEntry[] {
	const list = (name: string) => action.filter((field) => field.name === name);
	const resources = list('resource').flatMap(({ options = [] }) => options.filter(isChoice));
	return resources.flatMap((resource) =>
		list('operation')
			.filter(({ displayOptions }) => displayOptions?.show?.['resource']?.[0] === resource.value)
			.flatMap(({ options = [] }) => options.filter(isChoice))
			.map(({ name, value, description = '' }) => ({
				key: `${resource.value}.${value}`,
				resource: resource.name,
				name,
				description,
			})),
	);
}

/**
 * @param node `trigger`, or an operation such as `message.sendText`
 * @returns its fields as the user meets them
 */
function fieldsOf(node: string): INodeProperties[] {
	const [resource = '', operation = ''] = node.split('.');
	const fields =
		node === 'trigger'
			? trigger
			: action.filter(
					({ name, displayOptions: { show = {} } = {} }) =>
						name !== 'operation' &&
						show['resource']?.includes(resource) === true &&
						show['operation']?.includes(operation) === true,
				);
	return fields.filter(
		({ type, displayName }) => type !== 'notice' && !NAMELESS.includes(displayName),
	);
}

/** @returns the options that an operation or the trigger has, each once */
function optionsOf(node: string): INodeProperties[] {
	return fieldsOf(node)
		.filter(({ type }) => type === 'collection')
		.flatMap(({ options = [] }) => options.filter(isField));
}

/** @returns every option of the action node as those who send have it, in the order of their names */
function allOptions(): INodeProperties[] {
	const all = operations().flatMap(({ key }) => optionsOf(key));
	return all
		.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index)
		.sort((one, other) => one.displayName.localeCompare(other.displayName));
}

/** A field's choices, or the fields in it, with what each means. */
function parts(field: INodeProperties, { say }: Language): string {
	const { options = [], default: chosen } = field;
	const entry = (name: string, text: string | undefined, note = '') =>
		`**${plain(name)}**${note}${text === undefined ? '' : `: ${plain(say(text)).replace(/\.$/, '')}`}`;
	const inner = options.filter(isGroup).flatMap(({ values }) => values);
	return [
		...options
			.filter(isChoice)
			.map(({ name, value, description }) =>
				entry(name, description, value === chosen ? ` (${say('default')})` : ''),
			),
		...inner.map(({ displayName, description, options: choices = [] }) =>
			entry(
				displayName,
				description,
				choices.length === 0 ? '' : ` (${choices.map(({ name }) => name).join(', ')})`,
			),
		),
	].join('; ');
}

const text = (field: INodeProperties, language: Language): string[] => [
	field.type === 'collection' ? '' : plain(language.say(field.description ?? '')),
	parts(field, language),
	field.hint === undefined ? '' : plain(language.say(field.hint)),
];

/** The choices that a field of an operation is shown for, beside the operation itself. */
function shownFor({ displayOptions }: INodeProperties, all: readonly INodeProperties[]): string {
	const [[name = '', values = []] = []] = Object.entries(displayOptions?.show ?? {}).filter(
		([by]) => by !== 'resource' && by !== 'operation',
	);
	const options = all.find((field) => field.name === name)?.options ?? [];
	return options
		.filter(isChoice)
		.filter(({ value }) => values.some((shown) => shown === value))
		.map((choice) => `**${choice.name}**`)
		.join(', ');
}

/** One row for a name: where several fields share it, each says what it is shown for. */
function fieldRow(
	same: readonly INodeProperties[],
	all: readonly INodeProperties[],
	language: Language,
): string[] {
	const [first] = same;
	const shared = same.slice(1).length === 0 ? [] : text(first as INodeProperties, language);
	const own = same.map((field) => {
		const rest = text(field, language).filter(
			(each) => same.length === 1 || !same.every((other) => text(other, language).includes(each)),
		);
		const words = sentences(rest);
		return words === '' || same.length === 1 ? words : `${shownFor(field, all)}: ${words}`;
	});
	const common = shared.filter((each) => same.every((one) => text(one, language).includes(each)));
	return [first?.displayName ?? '', sentences([...common, ...own])];
}

/**
 * @param node `trigger`, or an operation such as `message.sendText`
 * @returns a row for each of its fields; of the action node's options only their names
 */
export function fieldRows(node: string, language: Language): Rows {
	const all = fieldsOf(node);
	const names = [...new Set(all.map(({ displayName }) => displayName))];
	const rows = names.map((name) => {
		const same = all.filter(({ displayName }) => displayName === name);
		return name === 'Options'
			? [
					name,
					optionsOf(node)
						.map((option) => option.displayName)
						.join(', '),
				]
			: fieldRow(same, all, language);
	});
	return [[language.say('Field'), language.say('What it does')], ...rows];
}

function leftOut(
	{ name, default: value, options = [] }: INodeProperties,
	{ say }: Language,
): string {
	const exception = LEFT_OUT[name];
	if (exception !== undefined) return say(exception);
	const choice = options.filter(isChoice).find((option) => option.value === value);
	if (choice !== undefined) return choice.name;
	if (value === false) return say('Off');
	return typeof value === 'number' || (typeof value === 'string' && value !== '')
		? `${value}`
		: '–';
}

/**
 * @param which `trigger` for all of the trigger's, or the names of some of the action node's
 * @returns a row for each option
 */
export function optionRows(which: readonly string[], language: Language): Rows {
	const known = which[0] === 'trigger' ? optionsOf('trigger') : allOptions();
	const options = which[0] === 'trigger' ? known : known.filter(({ name }) => which.includes(name));
	return [
		[language.say('Option'), language.say('Left out'), language.say('What it does')],
		...options.map((option) => [
			option.displayName,
			leftOut(option, language),
			sentences(text(option, language)),
		]),
	];
}

/** @returns the names of all options of the action node: each has its row on some page */
export const optionNames = (): string[] => allOptions().map(({ name }) => name);
