import type { SchemaObject } from 'ajv';
import type { IDataObject } from 'n8n-workflow';

import { isTrigger, outputsOf } from './promise';
import { OUTPUTS } from './table';

/** The promises that something kept in this test file, in words. */
const kept = new Set<string>();

/** By which branch a failed item left. */
export type Branch = 'the error branch' | 'the branch of the others';

const UNANSWERED = 'message.sendAndWait: goes on with what came in';

/** @returns the values of an output; of a form there are several */
function valuesOf(name: string, key: string, json: IDataObject): unknown[] {
	const [, whole = '', own = key] = /^(\w+)[.[](\w+)\]?$/.exec(key) ?? [];
	const holder = (whole === '' ? json : (json[whole] ?? {})) as IDataObject;
	if (key !== `${whole}[${own}]`) return own in holder ? [holder[own]] : [];
	return Object.entries(holder)
		.filter(([each]) => !(`${whole}.${each}` in (OUTPUTS[name] ?? {})))
		.map(([, value]) => value);
}

/** What a schema says of a value: each value of a few, else its types. */
function* sayings(what: string, schema: SchemaObject): Generator<string> {
	const types = [(schema['type'] as string | string[] | undefined) ?? []].flat();
	const values = (schema['enum'] ?? ('const' in schema ? [schema['const']] : undefined)) as
		| unknown[]
		| undefined;
	for (const value of values ?? []) yield `${what} is ${JSON.stringify(value)}`;
	for (const type of values === undefined ? types : []) {
		yield* type === 'boolean' ? [`${what} is true`, `${what} is false`] : [`${what} is a ${type}`];
	}
	for (const [key, inner] of partsOf(schema)) yield* sayings(`${what}.${key}`, inner);
}

/** The same of a value that fits. */
function* said(what: string, schema: SchemaObject, value: unknown): Generator<string> {
	const all = new Set(sayings(what, schema));
	const types = [value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value];
	if (Number.isInteger(value)) types.push('integer');
	yield* [JSON.stringify(value), ...types.map((type) => `a ${type}`)]
		.map((each) => `${what} is ${each}`)
		.filter((each) => all.has(each));
	for (const each of [value].flat()) {
		if (typeof each !== 'object' || each === null) continue;
		for (const [key, inner] of partsOf(schema)) {
			if (key in each) yield* said(`${what}.${key}`, inner, (each as IDataObject)[key]);
		}
	}
}

/** What stands in an object, or in each of a list. */
function partsOf({ properties, items }: SchemaObject): Array<[string, SchemaObject]> {
	const of = (properties ?? (items as SchemaObject | undefined)?.['properties'] ?? {}) as object;
	return Object.entries(of) as Array<[string, SchemaObject]>;
}

/**
 * Notes which promises an item kept.
 *
 * @param name as in `OUTPUTS`
 */
export function noteKept(name: string, json: IDataObject): void {
	for (const [key, schema] of Object.entries(outputsOf(name))) {
		for (const value of valuesOf(name, key, json)) {
			for (const each of said(`${name}: ${key}`, schema, value)) kept.add(each);
		}
	}
}

/** Notes how an operation failed. */
export function noteFailed(name: string, json: IDataObject, branch: Branch): void {
	const { outcome, reason } = json['error'] as Record<string, string>;
	noteKept('error', json);
	kept.add(`${name}: fails as ${reason === 'invalidInput' ? reason : outcome}`);
	kept.add(`${name}: fails on ${branch}`);
}

/** Notes that nobody has answered in time. */
export const noteUnanswered = () => kept.add(UNANSWERED);

/**
 * @returns the promises that nothing kept in this test file: what never came out is no promise, or is
 * not tested
 */
export function unkept(): string[] {
	const promised = Object.keys(OUTPUTS).flatMap((name) => [
		...Object.entries(outputsOf(name)).flatMap(([key, schema]) => [
			...sayings(`${name}: ${key}`, schema),
		]),
		...(isTrigger(name) || name === 'error' ? [] : waysToFail(name)),
	]);
	return [...promised, UNANSWERED].filter((each) => !kept.has(each));
}

const waysToFail = (name: string) =>
	[
		'fails as refused',
		'fails as invalidInput',
		...(name.startsWith('message.') ? ['fails as unknown'] : []),
		'fails on the error branch',
		'fails on the branch of the others',
	].map((way) => `${name}: ${way}`);
