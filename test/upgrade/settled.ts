import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeTypeDescription,
} from 'n8n-workflow';

import type { Gateway } from '../gateway';
import type { SavedNode } from './saved';

/**
 * What a run leaves, without what is another one each time: addresses, moments, IDs made up.
 *
 * @param value anything that can be written as JSON
 */
export function settled<T>(value: T): T {
	return JSON.parse(
		JSON.stringify(value)
			.replace(/https?:\/\/[^\s"\\]+/g, '<address>')
			.replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g, '<moment>')
			.replace(/"[0-9A-F]{32}"/g, '"<ID>"'),
	) as T;
}

/** What the gateway was asked. */
export const requestsOf = ({ requests }: Gateway) =>
	settled(
		requests.map(({ method, path, query, body }) => ({ method, path, query, body: body ?? null })),
	);

/**
 * The parameters of a stored node as the editor shows them: with the defaults, and without those that
 * are not shown or not known. The node runs with the same.
 */
export const shownBy = (description: INodeTypeDescription, node: SavedNode['node']) =>
	parametersOf(description, node, true);

/** The parameters of a node as the editor stores them: without the defaults. */
export const storedBy = (description: INodeTypeDescription, node: SavedNode['node']) =>
	parametersOf(description, node, false);

function parametersOf(
	description: INodeTypeDescription,
	node: SavedNode['node'],
	withDefaults: boolean,
): INodeParameters {
	const whole: INode = { id: '1', position: [0, 0], ...node };
	const { properties } = description;
	return (
		NodeHelpers.getNodeParameters(
			properties,
			node.parameters,
			withDefaults,
			false,
			whole,
			description,
		) ?? {}
	);
}
