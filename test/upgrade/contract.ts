import type {
	ICredentialType,
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
	NodeParameterValueType,
} from 'n8n-workflow';

/** What saved workflows and credentials rely on. */
export interface Contract {
	nodes: Record<string, NodeContract>;
	credentials: Record<string, Record<string, Field>>;
}

interface NodeContract {
	versions: number[];
	/** Methods and paths of its webhooks */
	webhooks: string[];
	/** The types of its credentials */
	credentials: string[];
	/** Whether it can be the tool of an AI agent, which n8n then makes a node of its own of */
	isTool: boolean;
	/** By where it stands: its operation, and its name behind those that it is in */
	fields: Record<string, Field>;
}

/** A field, or several of one name that are shown in each other's place. */
export interface Field {
	type: string;
	/** Without that of a tool's description, which is no setting but a text for language models */
	default: NodeParameterValueType;
	/** Those that can be chosen; absent where anything can be filled in */
	values?: string[];
}

const isChoice = (option: object): option is INodePropertyOptions => 'value' in option;
const isGroup = (option: object): option is INodePropertyCollection => 'values' in option;
const isField = (option: object): option is INodeProperties => 'type' in option;

/** What today's nodes and credential promise. */
export function contractOf(
	nodes: readonly INodeTypeDescription[],
	credentials: readonly ICredentialType[],
): Contract {
	return {
		nodes: Object.fromEntries(
			nodes.map((node) => [
				node.name,
				{
					versions: [node.version].flat(),
					webhooks: (node.webhooks ?? []).map(
						({ httpMethod, path }) => `${String(httpMethod)} ${path}`,
					),
					credentials: (node.credentials ?? []).map(({ name }) => name),
					isTool: node.usableAsTool === true,
					fields: fieldsOf(node.properties),
				},
			]),
		),
		credentials: Object.fromEntries(
			credentials.map(({ name, properties }) => [name, fieldsOf(properties)]),
		),
	};
}

function fieldsOf(properties: readonly INodeProperties[]): Record<string, Field> {
	const fields: Record<string, Field> = {};
	for (const [where, property] of properties.flatMap((property) => placed(property))) {
		const field = asField(property);
		const known = fields[where];
		fields[where] = known?.values
			? { ...known, values: [...new Set([...known.values, ...(field.values ?? [])])] }
			: field;
	}
	return fields;
}

/** A property and those in it, each with where it stands. Notices store nothing. */
function placed(
	property: INodeProperties,
	inFront = operationOf(property),
): Array<[string, INodeProperties]> {
	if (property.type === 'notice') return [];
	const where = `${inFront}${property.name}`;
	const inner = (property.options ?? []).flatMap((option) => {
		if (isGroup(option)) {
			return option.values.flatMap((value) => placed(value, `${where}.${option.name}.`));
		}
		return isField(option) ? placed(option, `${where}.`) : [];
	});
	return [[where, property], ...inner];
}

/** The operation that a field belongs to, such as `message.sendText: `. */
function operationOf({ displayOptions: { show = {} } = {} }: INodeProperties): string {
	const names = [show['resource'], show['operation']].flatMap((values) => values?.[0] ?? []);
	return names.length === 0 ? '' : `${names.map(String).join('.')}: `;
}

function asField({ name, type, default: given, options = [], modes }: INodeProperties): Field {
	const values = modes?.map((mode) => mode.name) ?? options.filter(isChoice).map(valueOf);
	return {
		type,
		default: name === 'toolDescription' ? '' : given,
		...(values.length > 0 && { values }),
	};
}

const valueOf = ({ value }: INodePropertyOptions) => String(value);

/**
 * What has become worse since an older version.
 *
 * @returns one sentence for each; nothing when all that it promised is still true
 */
export function broken(old: Contract, now: Contract): string[] {
	return [
		...Object.entries(old.nodes).flatMap(([name, was]) => {
			const is = now.nodes[name];
			if (is === undefined) return [`the node ${name} is gone`];
			return [
				...missing(was.versions, is.versions).map((gone) => `${name}: version ${gone} is gone`),
				...missing(was.webhooks, is.webhooks).map((gone) => `${name}: webhook ${gone} is gone`),
				...missing(was.credentials, is.credentials).map(
					(gone) => `${name} has no ${gone} any more`,
				),
				...(was.isTool && !is.isTool ? [`${name} is no tool any more`] : []),
				...brokenFields(name, was.fields, is.fields),
			];
		}),
		...Object.entries(old.credentials).flatMap(([name, was]) => {
			const is = now.credentials[name];
			return is === undefined ? [`the credential ${name} is gone`] : brokenFields(name, was, is);
		}),
	];
}

function brokenFields(
	owner: string,
	old: Readonly<Record<string, Field>>,
	now: Readonly<Record<string, Field>>,
): string[] {
	return Object.entries(old).flatMap(([where, was]) => {
		const is = now[where];
		const named = `${owner}: ${where}`;
		if (is === undefined) return [`${named} is gone`];
		const change = (what: 'type' | 'default') => {
			const [before, after] = [JSON.stringify(was[what]), JSON.stringify(is[what])];
			return before === after ? [] : [`${named}: its ${what} was ${before}, and is ${after}`];
		};
		return [
			...change('type'),
			...change('default'),
			...missing(was.values ?? [], is.values ?? []).map(
				(gone) => `${named} cannot be ${gone} any more`,
			),
		];
	});
}

const missing = <T>(old: readonly T[], now: readonly T[]) =>
	old.filter((each) => !now.includes(each));

/**
 * What of a node's fields no saved workflow has set, so that it is not tried.
 *
 * @param nodes the parameters as they are shown, of all saved nodes of one type
 */
export function untried({ fields }: NodeContract, nodes: readonly INodeParameters[]): string[] {
	const tried = new Map<string, Set<string>>();
	for (const parameters of nodes) {
		const { resource, operation } = parameters as Record<string, string>;
		for (const [name, value] of leavesOf(parameters)) {
			for (const inFront of ['', `${resource}: `, `${resource}.${operation}: `]) {
				const where = `${inFront}${name}`;
				tried.set(where, (tried.get(where) ?? new Set()).add(value));
			}
		}
	}
	return Object.entries(fields).flatMap(([where, { values = [] }]) => {
		if (where.endsWith('toolDescription')) return [];
		const found = [...tried].find(([name]) => name === where || name.startsWith(`${where}.`));
		if (found === undefined) return [where];
		const set = tried.get(where) ?? new Set();
		return values.filter((value) => !set.has(value)).map((value) => `${where} = ${value}`);
	});
}

/** The values in a node's parameters, each with where it stands; of a locator its mode. */
function leavesOf(value: unknown, where = ''): Array<[where: string, value: string]> {
	if (Array.isArray(value)) return value.flatMap((each) => leavesOf(each, where));
	if (typeof value !== 'object' || value === null) return [[where, String(value)]];
	if ('__rl' in value) return [[where, String((value as unknown as { mode: string }).mode)]];
	return Object.entries(value).flatMap(([name, inner]) =>
		leavesOf(inner, where === '' ? name : `${where}.${name}`),
	);
}
