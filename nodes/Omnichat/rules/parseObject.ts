import type { IDataObject } from 'n8n-workflow';

/**
 * Reads text that should be one JSON object.
 *
 * @returns the object, or `undefined` when the text is no JSON or something else than an object
 */
export function parseObject(text: string): IDataObject | undefined {
	try {
		return asObject(JSON.parse(text));
	} catch {
		return undefined;
	}
}

/** The value itself when it is an object and no list, else `undefined`. */
export function asObject(value: unknown): IDataObject | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as IDataObject)
		: undefined;
}

/** The objects in a list of the server, which may hold anything; none when it is no list. */
export function objectsIn(list: unknown): IDataObject[] {
	return Array.isArray(list) ? list.map(asObject).filter((entry) => entry !== undefined) : [];
}
