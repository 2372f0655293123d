/**
 * n8n's own migration report for n8n 3, on its own files, without a server: `report.ts <folder with
 * node_modules/n8n>` reads what is asked as JSON from stdin and prints what the report says. It is a
 * process of its own, for these files load half of n8n.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import type { INodeTypeDescription } from 'n8n-workflow';

import type { AskedReport, MigrationReport } from './types';

type Class = new (...args: never[]) => unknown;

interface Container {
	get<T = unknown>(type: Class): T;
	set(type: Class, instance: unknown): void;
}

/** n8n's `BreakingChangeService`, as far as it is used here. */
interface Service {
	registerRules(): void;
	detect(version: 'v3'): Promise<{
		report: {
			workflowResults: Array<{
				ruleId: string;
				affectedWorkflows: Array<{
					name: string;
					issues: Array<{ title: string; nodeName?: string }>;
				}>;
			}>;
			instanceResults: Array<{ ruleId: string }>;
		};
	}>;
}

interface RuleRegistry {
	getRules(version: 'v3'): Array<{ id: string }>;
}

const [runtime = ''] = process.argv.slice(2);
const fromN8n = createRequire(path.join(path.resolve(runtime), 'node_modules/n8n/package.json'));
const load = <T>(name: string) => fromN8n(name) as T;
const classOf = (file: string, name: string) => load<Record<string, Class>>(file)[name] as Class;

interface BuiltInNode {
	/** Of a node with several versions */
	getNodeType?(version: number): { description: INodeTypeDescription };
	description: INodeTypeDescription;
}

/** One of n8n's own nodes; throws as n8n does where there is none. */
function builtInNode(type: string, version: number) {
	const known = load<Record<string, { className: string; sourcePath: string } | undefined>>(
		'n8n-nodes-base/dist/known/nodes.json',
	)[type.replace('n8n-nodes-base.', '')];
	if (known === undefined) throw new Error(`Unknown here: ${type}`);
	const NodeClass = classOf(`n8n-nodes-base/${known.sourcePath}`, known.className);
	const node = new NodeClass() as BuiltInNode;
	return node.getNodeType?.(version) ?? node;
}

async function main(): Promise<void> {
	const { workflows, descriptions } = JSON.parse(await text(process.stdin)) as AskedReport;
	const failed: string[] = [];
	const nodeTypeOf = (type: string, version: number) =>
		descriptions[type] ? { description: descriptions[type] } : builtInNode(type, version);
	const folder = './dist/modules/breaking-changes';

	// n8n's metadata needs it before anything else.
	load('reflect-metadata');
	const { Container } = load<{ Container: Container }>('@n8n/di');
	const service = classOf(`${folder}/breaking-changes.service.js`, 'BreakingChangeService');
	load(`${folder}/rules/index.js`);

	const inDatabase = {
		count: async () => workflows.length,
		find: async () => workflows.map((each, id) => ({ ...each, id: String(id) })),
	};
	const nothing = {
		find: async () => [],
		findByKey: async () => null,
		findOneBy: async () => null,
	};
	const standIns: Array<[file: string, name: string, instance: unknown]> = [
		['@n8n/db', 'WorkflowRepository', inDatabase],
		['@n8n/db', 'WorkflowStatisticsRepository', nothing],
		['@n8n/db', 'SettingsRepository', nothing],
		['@n8n/backend-common', 'LicenseState', new Proxy({}, { get: () => () => false })],
		['./dist/services/cache/cache.service.js', 'CacheService', nothing],
		['./dist/node-types.js', 'NodeTypes', { getByNameAndVersion: nodeTypeOf }],
		[
			'n8n-core',
			'ErrorReporter',
			{ error: (error: Error) => failed.push(error.stack ?? error.message) },
		],
	];
	for (const [file, name, instance] of standIns) Container.set(classOf(file, name), instance);

	const report = Container.get<Service>(service);
	report.registerRules();
	const registry = classOf(`${folder}/breaking-changes.rule-registry.service.js`, 'RuleRegistry');
	const { workflowResults, instanceResults } = (await report.detect('v3')).report;
	const result: MigrationReport = {
		rules: Container.get<RuleRegistry>(registry)
			.getRules('v3')
			.map(({ id }) => id),
		failed,
		instance: instanceResults.map(({ ruleId }) => ruleId),
		workflows: workflowResults.flatMap(({ ruleId, affectedWorkflows }) =>
			affectedWorkflows.flatMap(({ name, issues }) =>
				issues.map((issue) => ({ rule: ruleId, workflow: name, node: issue.nodeName ?? '' })),
			),
		),
	};
	process.stdout.write(JSON.stringify(result));
	process.exit(0);
}

void main();
