import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { callback } from './callback';
import { chat } from './chat';
import { device } from './device';
import { message } from './message';
import { fieldsOf, type Operation, type Resource } from './operation';
import { template } from './template';

/** Everything that the node can do. The first resource is chosen in a new node. */
const resources: [Resource, ...Resource[]] = [message, callback, chat, device, template];

const all = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({ resource: resource.option.value, operation })),
);

/**
 * @returns the operation with these names, as saved workflows hold them, if there is one
 */
export function findOperation(resourceName: string, operationName: string): Operation | undefined {
	return all.find(
		({ resource, operation }) =>
			resource === resourceName && operation.option.value === operationName,
	)?.operation;
}

/** All fields of the node, in the order in which the user meets them. */
export const fields: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: firstOf(resources),
		options: byName(resources),
	},
	...resources.map(
		({ option, operations }): INodeProperties => ({
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			default: firstOf(operations),
			options: byName(operations),
			displayOptions: { show: { resource: [option.value] } },
		}),
	),
	...all.flatMap(({ resource, operation }) => fieldsOf(resource, operation)),
];

/** What the canvas says below the node's name, such as "text to 081234567890". */
export const subtitle = `={{ { ${all
	.map(
		({ resource, operation }) => `"${resource}.${operation.option.value}": ${operation.subtitle}`,
	)
	.join(', ')} }[$parameter["resource"] + "." + $parameter["operation"]] }}`;

type Entry = Pick<Operation | Resource, 'option'>;

function firstOf([first]: [Entry, ...Entry[]]): string {
	return first.option.value;
}

function byName(entries: readonly Entry[]): INodePropertyOptions[] {
	return entries
		.map(({ option }) => option)
		.sort((one, other) => one.name.localeCompare(other.name));
}
