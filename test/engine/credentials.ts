import { getAdditionalKeys } from 'n8n-core';
import {
	deepCopy,
	ICredentialsHelper,
	isExpression,
	NodeHelpers,
	UnexpectedError,
	Workflow,
} from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialsExpressionResolveValues,
	ICredentialType,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { createNodeTypes } from './runtime';

/** Credential data by the name of the credential type. */
export type CredentialsByType = Record<string, ICredentialDataDecryptedObject>;

const registered = new Map<string, ICredentialType>();

/** Makes a credential type known to all runs, as loading a package does in n8n. */
export function registerCredentialType(type: ICredentialType): void {
	registered.set(type.name, type);
}

const mockNode: INode = {
	id: 'mock',
	name: '',
	type: 'mock',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** A workflow to resolve expressions in that belong to no workflow, as n8n does for credentials. */
function mockWorkflow(): Workflow {
	return new Workflow({
		nodes: [mockNode],
		connections: {},
		active: false,
		nodeTypes: createNodeTypes({
			mock: {
				description: {
					displayName: 'Mock',
					name: 'mock',
					group: [],
					version: 1,
					description: '',
					defaults: {},
					inputs: [],
					outputs: [],
					properties: [],
				},
			},
		}),
	});
}

/**
 * n8n's CredentialsHelper (dist/credentials-helper.js in n8n 2.41.1) over plain objects instead of a database:
 * defaults, expressions, `preAuthentication` and `authenticate` go the same way.
 */
export class HarnessCredentialsHelper extends ICredentialsHelper {
	/**
	 * @param data credential data by type, unencrypted
	 * @param types credential types known besides the registered ones
	 */
	constructor(
		private readonly data: CredentialsByType = {},
		private readonly types: ICredentialType[] = [],
	) {
		super();
	}

	/** What a node's `credentials` must hold to use all of this helper's credentials. */
	get nodeCredentials(): Record<string, INodeCredentialsDetails> {
		return Object.fromEntries(
			Object.keys(this.data).map((type) => [type, { id: type, name: `${type} account` }]),
		);
	}

	/** The credential type of that name. */
	getType(name: string): ICredentialType {
		const type = this.types.find((candidate) => candidate.name === name) ?? registered.get(name);
		if (!type) {
			throw new UnexpectedError(
				`Unknown credential type "${name}": pass it in credentialTypes or register it`,
			);
		}
		return type;
	}

	getParentTypes(name: string): string[] {
		const parents = this.getType(name).extends ?? [];
		return [...parents, ...parents.flatMap((parent) => this.getParentTypes(parent))];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		incoming: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const requestOptions = incoming as IHttpRequestOptions;
		const { authenticate } = this.getType(typeName);
		if (authenticate === undefined) return requestOptions;
		if (typeof authenticate === 'function') {
			return await authenticate(credentials, requestOptions);
		}
		if (!workflow || !node) {
			throw new UnexpectedError(
				'Workflow and node are required for declarative credential authentication',
			);
		}
		requestOptions.headers ??= {};
		if (authenticate.type !== 'generic') return requestOptions;

		const resolve = (value: unknown): unknown => {
			if (!isExpression(value)) return value;
			const resolved = workflow.expression.getSimpleParameterValue(
				node,
				value,
				'internal',
				{ $credentials: credentials },
				undefined,
				'',
			);
			return resolved ? String(resolved) : '';
		};
		for (const [part, entries] of Object.entries(authenticate.properties)) {
			const target = (Reflect.get(requestOptions, part) ?? {}) as Record<string, unknown>;
			for (const [key, value] of Object.entries(entries as Record<string, unknown>)) {
				target[String(resolve(key))] = resolve(value);
			}
			Reflect.set(requestOptions, part, target);
		}
		return requestOptions;
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.getType(typeName);
		const expirable = type.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable === true,
		);
		if (!expirable || !type.preAuthentication) return undefined;
		const isTest = node.parameters.temp === '' && node.type === 'n8n-nodes-base.noOp';
		if (credentials[expirable.name] !== '' && !credentialsExpired && !isTest) return undefined;

		const output = (await type.preAuthentication.call(
			helpers,
			credentials,
		)) as ICredentialDataDecryptedObject;
		if (output[expirable.name] === undefined || !node.credentials) return undefined;
		this.data[typeName] = { ...this.data[typeName], ...output };
		return Object.assign(credentials, output);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const output = await this.getType(typeName).preAuthentication?.call(helpers, credentials);
		return output as ICredentialDataDecryptedObject | undefined;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new UnexpectedError('Encrypted credentials are not part of the harness');
	}

	getCredentialsProperties(typeName: string): INodeProperties[] {
		const type = this.getType(typeName);
		const properties: INodeProperties[] = [];
		for (const parent of type.extends ?? []) {
			NodeHelpers.mergeNodeProperties(properties, this.getCredentialsProperties(parent));
		}
		NodeHelpers.mergeNodeProperties(properties, type.properties);
		return properties;
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		{ id, name }: INodeCredentialsDetails,
		typeName: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		resolveValues?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = id === null ? undefined : this.data[typeName];
		if (!stored) throw new UnexpectedError(`No credential "${name}" of type "${typeName}"`);
		// Each call reads from the database and decrypts, so nodes never share one object.
		const decrypted = deepCopy(stored);
		if (raw === true) return decrypted;
		return await this.applyDefaults(
			additionalData,
			decrypted,
			typeName,
			mode,
			executeData,
			resolveValues,
		);
	}

	/** Fills in the defaults of missing properties and resolves expressions in the data. */
	async applyDefaults(
		additionalData: IWorkflowExecuteAdditionalData,
		data: ICredentialDataDecryptedObject,
		typeName: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		resolveValues?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const decrypted = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(typeName),
			data as INode['parameters'],
			true,
			false,
			null,
			null,
		) as ICredentialDataDecryptedObject;
		for (const field of ['allowedHttpRequestDomains', 'allowedDomains']) {
			// n8n adds these two to every credential type; they are in no type's own properties.
			if (decrypted[field] === undefined && data[field] !== undefined) {
				decrypted[field] = data[field];
			}
		}
		const additionalKeys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });

		if (resolveValues) {
			const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } =
				resolveValues;
			return workflow.expression.getParameterValue(
				decrypted as INode['parameters'],
				runExecutionData,
				runIndex,
				itemIndex,
				node.name,
				connectionInputData,
				mode,
				additionalKeys,
				executeData,
				false,
				decrypted,
			) as ICredentialDataDecryptedObject;
		}

		const { expression } = mockWorkflow();
		return await expression.withIsolate(
			async () =>
				expression.getComplexParameterValue(
					mockNode,
					decrypted as INode['parameters'],
					mode,
					additionalKeys,
					undefined,
					undefined,
					decrypted,
				) as ICredentialDataDecryptedObject,
		);
	}

	async updateCredentials(
		_nodeCredentials: INodeCredentialsDetails,
		typeName: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.data[typeName] = data;
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		throw new UnexpectedError('OAuth2 is not part of the harness');
	}
}
