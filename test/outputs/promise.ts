import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SchemaObject } from 'ajv';
import type { INode } from 'n8n-workflow';

import { failureReasons } from '../docs/outcomes';
import { FIRST_TRIGGER, OUTPUTS, TOGETHER, type Output } from './table';

/** What an item is: what was asked for, what was skipped for its message key, or what failed. */
export type Kind = 'given' | 'skipped' | 'failed';

type Schemas = Readonly<Record<string, SchemaObject>>;

const folder = path.resolve(__dirname, '../../nodes/Omnichat/__schema__');

const propertiesOf = ({ properties = {} }: SchemaObject) => Object.entries(properties as Schemas);

/** @returns the operation that a node does, such as `message.sendText`, `trigger` or `FIRST_TRIGGER` */
export function nameOf({ type, typeVersion, parameters }: INode): string {
	if (type.endsWith('Trigger')) return typeVersion === 1 ? FIRST_TRIGGER : 'trigger';
	if (type.endsWith('HitlTool')) return 'message.sendAndWait';
	const { resource = 'message', operation = 'sendText' } = parameters as Record<string, string>;
	return `${resource}.${operation}`;
}

/** @returns whether the name is one of the trigger's */
export const isTrigger = (name: string) => name === 'trigger' || name === FIRST_TRIGGER;

/**
 * What n8n shows before the first run. Of the first trigger it shows nothing, but what the next one
 * gives is promised of it too.
 *
 * @param name an operation, `trigger`, `FIRST_TRIGGER`, or `error`, of which it shows nothing
 * @returns the schema of each output, by its name in the documentation
 */
export function previewOf(name: string): Schemas {
	if (name === 'error') return {};
	const file = isTrigger(name) ? 'v1.1.0.json' : `v1.0.0/${name.replace('.', '/')}.json`;
	const schema = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as SchemaObject;
	return Object.fromEntries(
		propertiesOf(schema).flatMap(([key, inner]) =>
			key === 'data'
				? propertiesOf(inner).map(([each, value]) => [`data.${each}`, value])
				: [[key, inner]],
		),
	);
}

/** Whether there are nodes or items without it. */
const isSometimes = ({ ofSkipped, isOptional, with: given }: Output) =>
	ofSkipped === 'only' || isOptional === true || given !== undefined;

const known = new Map<string, Schemas>();

/**
 * @param name as in `OUTPUTS`
 * @returns the schema of each output, as n8n's preview and the documentation promise it
 * @throws Error that names an output of which the two do not say the same
 */
export function outputsOf(name: string): Schemas {
	const schemas = known.get(name) ?? toldAndShown(name);
	known.set(name, schemas);
	return schemas;
}

function toldAndShown(name: string): Schemas {
	const told = OUTPUTS[name] ?? {};
	const shown = previewOf(name);
	const schemas = Object.fromEntries(
		Object.entries(told).map(([key, { is }]) => [key, { ...shown[key], ...is }]),
	);
	const isTold = ([key, output]: [string, Output]) => {
		const isShown = key in shown;
		const saysNull = /\bnull\b/.test(output.words);
		return (
			// The type stands in one of them, and what always comes out is in the preview.
			isShown === (output.is?.['type'] === undefined) &&
			(isShown || isSometimes(output) || name === 'error') &&
			saysNull === [schemas[key]?.['type']].flat().includes('null')
		);
	};
	const wrong = [
		...Object.keys(shown).filter((key) => !(key in told)),
		...Object.entries(told)
			.filter((entry) => !isTold(entry))
			.map(([key]) => key),
	];
	if (wrong.length > 0) {
		throw new Error(
			`test/outputs/table.ts and the schema of ${name} differ in ${wrong.join(', ')}`,
		);
	}
	return schemas;
}

interface Part {
	key: string;
	schema: SchemaObject;
	isRequired: boolean;
}

/**
 * All that an item of a node holds, and nothing else.
 *
 * @param node as it is set up
 */
export function promiseOf(node: INode, kind: Kind): SchemaObject {
	const name = kind === 'failed' ? 'error' : nameOf(node);
	const told = OUTPUTS[name] ?? {};
	const parts = Object.entries(outputsOf(name)).flatMap(([key, schema]): Part[] => {
		const { ofSkipped, isOptional, with: given = () => true } = told[key] as Output;
		const isOfKind = kind === 'skipped' ? ofSkipped !== undefined : ofSkipped !== 'only';
		const isGiven = given(node);
		if (!isOfKind || isGiven === false) return [];
		return [{ key, schema: open(schema), isRequired: isGiven === true && isOptional !== true }];
	});
	const [, whole] = /^(\w+)[.[]/.exec(parts[0]?.key ?? '') ?? [];
	const inner = closed(
		parts.map((part) => ({ ...part, key: part.key.replace(/^\w+(?:\.|(?=\[))/, '') })),
	);
	return {
		...(whole === undefined ? inner : closed([{ key: whole, schema: inner, isRequired: true }])),
		...(kind === 'given' && TOGETHER[name]),
		...(kind === 'failed' && reasonsOf(nameOf(node))),
	};
}

/** What Omnichat sends is its own: the preview shows what it usually is. */
const open = ({ properties: _usual, ...schema }: SchemaObject): SchemaObject => schema;

/** An object with these keys and no other; one in brackets stands for any. */
function closed(parts: Part[]): SchemaObject {
	const named = parts.filter(({ key }) => !key.startsWith('['));
	const any = parts.find(({ key }) => key.startsWith('['));
	return {
		type: 'object',
		properties: Object.fromEntries(named.map(({ key, schema }) => [key, schema])),
		required: named.filter(({ isRequired }) => isRequired).map(({ key }) => key),
		additionalProperties: any?.schema ?? false,
	};
}

/** Each outcome has its reasons. Of all operations, only a message may have been sent. */
function reasonsOf(name: string): SchemaObject {
	const all = failureReasons();
	const possible = name.startsWith('message.')
		? all
		: all.map(({ reason }) => ({ outcome: 'refused', reason }));
	const anyOf = possible.map(({ outcome, reason }) => ({
		properties: { outcome: { const: outcome }, reason: { const: reason } },
	}));
	return { allOf: [{ properties: { error: { anyOf } } }] };
}
