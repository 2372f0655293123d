import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { INode, INodeParameters } from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import { ensureRuntime } from '../n8n/install';
import { childEnvironment, nodeBinary, repoFolder } from '../n8n/paths';
import type { AskedReport, MigrationReport, ReportedWorkflow } from './types';

/** What n8n 3 changes, by n8n's own migration report: it needs n8n's files, not its server. */

/* n8n may have to be installed first. */
jest.setTimeout(900_000);

const PACKAGE = 'n8n-nodes-omnichat-id';
const [action, trigger] = [new Omnichat(), new OmnichatTrigger()];
const descriptions: AskedReport['descriptions'] = {
	[`${PACKAGE}.omnichat`]: action.description,
	[`${PACKAGE}.omnichatTool`]: action.description,
	[`${PACKAGE}.omnichatHitlTool`]: action.description,
	[`${PACKAGE}.omnichatTrigger`]: trigger.description,
};

const node = (type: string, parameters: INodeParameters, changes: Partial<INode> = {}): INode => ({
	id: JSON.stringify(parameters),
	name: `${type} ${JSON.stringify(parameters)}`,
	type: type.includes('.') ? type : `${PACKAGE}.${type}`,
	typeVersion: 1,
	position: [0, 0],
	parameters,
	...changes,
});

const operations = action.description.properties
	.filter(({ name }) => name === 'operation')
	.flatMap(({ displayOptions, options = [] }) =>
		options.flatMap((option) =>
			'value' in option
				? [{ resource: displayOptions?.show?.['resource']?.[0] as string, operation: option.value }]
				: [],
		),
	);

/** Every operation as a user may have it, in the node and as a tool, and the trigger. */
const everything: ReportedWorkflow = {
	name: 'Everything',
	nodes: [
		node('omnichatTrigger', {}),
		...operations.flatMap(({ resource, operation }) =>
			['omnichat', 'omnichatTool'].map((type) => node(type, { resource, operation })),
		),
		node('omnichatHitlTool', { resource: 'message', operation: 'sendAndWait' }),
	],
};

const examplesFolder = path.join(repoFolder, 'examples');
const examples = readdirSync(examplesFolder)
	.filter((file) => file.endsWith('.json'))
	.map((file) => {
		const text = readFileSync(path.join(examplesFolder, file), 'utf8');
		return { ...(JSON.parse(text) as ReportedWorkflow), name: file };
	});

/** What the report does find, so that its silence means something. */
const old: ReportedWorkflow = {
	name: 'Old',
	nodes: [
		node('n8n-nodes-base.function', {}),
		node('omnichat', { text: '={{ $getPairedItem() }}' }, { name: 'Removed helper' }),
		node(
			'omnichat',
			{ operation: 'sendText' },
			{ name: 'Error output', alwaysOutputData: true, onError: 'continueErrorOutput' },
		),
	],
};

let runtime: string;
let userFolder: string;
beforeAll(async () => {
	runtime = await ensureRuntime();
	userFolder = mkdtempSync(path.join(tmpdir(), 'omnichat-report-'));
});
afterAll(() => rmSync(userFolder, { recursive: true, force: true }));

function migrationReport(workflows: ReportedWorkflow[], env: Record<string, string> = {}) {
	const output = execFileSync(
		nodeBinary(),
		['--import', 'tsx', path.join(__dirname, 'report.ts'), runtime],
		{
			cwd: repoFolder,
			encoding: 'utf8',
			input: JSON.stringify({ workflows, descriptions }),
			env: childEnvironment({ N8N_USER_FOLDER: userFolder, ...env }),
			stdio: ['pipe', 'pipe', 'inherit'],
		},
	);
	return JSON.parse(output.slice(output.lastIndexOf('\n') + 1)) as MigrationReport;
}

test("n8n's migration report to n8n 3 finds nothing in our nodes and examples, and what it does find is there", () => {
	const report = migrationReport([everything, ...examples, old]);

	expect(report.failed).toEqual([]);
	expect(report.workflows.filter(({ workflow }) => workflow !== old.name)).toEqual([]);
	expect(
		report.workflows.map(({ rule, node: { length } }) => ({ rule, named: length > 0 })),
	).toEqual([
		{ rule: 'always-output-data-multi-output-v3', named: true },
		{ rule: 'get-paired-item-v3', named: true },
		{ rule: 'function-removed-v3', named: true },
	]);
});

test('the one thing that it says of the package is that it is not verified, until that is allowed', () => {
	expect(migrationReport([everything]).instance).toContain('unverified-packages-v3');
	const allowed = { N8N_UNVERIFIED_PACKAGES_ENABLED: 'true' };
	expect(migrationReport([everything], allowed).instance).not.toContain('unverified-packages-v3');
});

test.each(globSync('{nodes,credentials,examples}/**/*.{ts,json}', { cwd: repoFolder }))(
	'%s uses nothing that n8n 3 removes',
	(file) => {
		const text = readFileSync(path.join(repoFolder, file), 'utf8');
		// n8n's documentation (v3.0 breaking changes) and the helpers that n8n marks as deprecated.
		expect(text).not.toMatch(
			/helpers\.request\b|\brequest(WithAuthentication|OAuth[12])\b|\$getPairedItem|\$evaluateExpression/,
		);
	},
);

describe.each(['docs/troubleshooting.md', 'docs/id/troubleshooting.md'])('%s', (document) => {
	const text = readFileSync(path.join(repoFolder, document), 'utf8');

	test.each([
		['n8n-core/dist/errors/unrecognized-node-type.error.js', 'Unrecognized node type'],
		[
			'n8n/dist/modules/community-packages/community-packages.service.js',
			'Installation of unverified community packages is forbidden!',
		],
	])('quotes %s as n8n says it', (file, sentence) => {
		expect(readFileSync(path.join(runtime, 'node_modules', file), 'utf8')).toContain(sentence);
		expect(text).toContain(`"${sentence}`);
	});
});
