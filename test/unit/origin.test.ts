import type {
	IExecuteFunctions,
	INodeExecutionData,
	IWorkflowDataProxyData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { nameOfRun } from '../../nodes/Omnichat/sending/origin';

/** A run of the node, as n8n tells of it. The Schedule and the Webhook both start the workflow. */
interface Run {
	node: string;
	executionId: string;
	mode: WorkflowExecuteMode;
	/** How often the node was run before, in this execution */
	runIndex: number;
	/** n8n 1.x puts none into the resume URL */
	token?: string;
	/** What came out of other nodes, and of the earlier runs of this one; of others n8n knows nothing */
	items: Readonly<Record<string, INodeExecutionData[]>>;
	/** What triggers are called by now */
	renamed?: Readonly<Record<string, string>>;
}

const RUN: Run = {
	node: 'node-id',
	executionId: '7',
	mode: 'trigger',
	runIndex: 0,
	token: 'signature=token',
	items: { Schedule: [{ json: { at: 'nine' } }], 'Read Rows': [{ json: { name: 'Budi' } }] },
};

/** The same one in n8n 1.x, which tells of no token. */
const { token: _, ...OLD_RUN } = RUN;

const PARENTS: Readonly<Record<string, string[]>> = {
	Omnichat: ['Read Rows', 'Schedule', 'Webhook'],
	'Read Rows': ['Schedule', 'Webhook'],
};

function name(run: Run) {
	const { node, executionId, mode, runIndex, token, items, renamed = {} } = run;
	const resumeUrl = `http://localhost/webhook-waiting/${executionId}`;
	const data: Partial<IWorkflowDataProxyData> = {
		$execution: { resumeUrl: token === undefined ? resumeUrl : `${resumeUrl}?${token}` },
		$runIndex: runIndex,
		$items: (of = '', _output?: number, index?: number) => {
			const found = items[of === 'Omnichat' ? `run ${index}` : of];
			if (found === undefined) throw new Error(`No execution data of ${of}`);
			return found;
		},
	};
	const context: Partial<IExecuteFunctions> = {
		getNode: () => ({
			id: node,
			name: 'Omnichat',
			type: '',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		}),
		getExecutionId: () => executionId,
		getMode: () => mode,
		getParentNodes: (of) =>
			(PARENTS[of] ?? []).map((parent) => ({
				name: renamed[parent] ?? parent,
				type: '',
				typeVersion: 1,
				disabled: false,
			})),
		getWorkflowDataProxy: () => data as IWorkflowDataProxyData,
	};
	return nameOfRun(context as IExecuteFunctions, node);
}

/** What n8n puts where a node had ended when n8n died. */
const RECOVERED: INodeExecutionData[] = [{ json: { isArtificialRecoveredEventItem: true } }];

const SENT: INodeExecutionData[] = [{ json: { status: 'accepted' } }];

const withItems = (run: Run, items: Run['items']): Run => ({
	...run,
	items: { ...run.items, ...items },
});

test.each<[string, Run, Run]>([
	['when its execution is retried', RUN, { ...RUN, executionId: '8', mode: 'retry' }],
	['when the token stands in a longer address', RUN, { ...RUN, executionId: '12345' }],
	['whatever started it', RUN, withItems(RUN, { Schedule: [{ json: { at: 'ten' } }] })],
	[
		'when n8n puts a run before it that never was',
		RUN,
		withItems({ ...RUN, runIndex: 1 }, { 'run 0': RECOVERED }),
	],
	[
		'when n8n puts a run before it that never was, after one that was',
		withItems({ ...RUN, runIndex: 1 }, { 'run 0': SENT }),
		withItems({ ...RUN, runIndex: 2 }, { 'run 0': SENT, 'run 1': RECOVERED }),
	],
	[
		'however n8n tells of a run before it',
		withItems({ ...RUN, runIndex: 1 }, { 'run 0': SENT }),
		{ ...RUN, runIndex: 1 },
	],
	[
		'whether the run before it gave out anything',
		withItems({ ...RUN, runIndex: 1 }, { 'run 0': SENT }),
		withItems({ ...RUN, runIndex: 1 }, { 'run 0': [] }),
	],
	['in n8n 1.x, when it starts in the same way', OLD_RUN, { ...OLD_RUN, executionId: '8' }],
	[
		'in n8n 1.x, when a trigger that did not start it is called something else',
		OLD_RUN,
		{ ...OLD_RUN, renamed: { Webhook: 'Order Webhook' } },
	],
	[
		'in n8n 1.x, whatever comes out of a node that starts nothing',
		OLD_RUN,
		withItems(OLD_RUN, { 'Read Rows': [{ json: { name: 'Ani' } }] }),
	],
])('a run of the node has the same name %s', (_when, one, other) => {
	expect(name(other).name).toBe(name(one).name);
});

test.each<[string, Run, Run]>([
	['of another execution', RUN, { ...RUN, token: 'signature=other' }],
	['of another node', RUN, { ...RUN, node: 'other-id' }],
	['after an earlier one', RUN, withItems({ ...RUN, runIndex: 1 }, { 'run 0': SENT })],
	['after an earlier one of which n8n tells nothing', RUN, { ...RUN, runIndex: 1 }],
	['in n8n 1.x, of another node', OLD_RUN, { ...OLD_RUN, node: 'other-id' }],
	[
		'in n8n 1.x, that something else has started',
		OLD_RUN,
		withItems(OLD_RUN, { Schedule: [{ json: { at: 'ten' } }] }),
	],
	[
		'in n8n 1.x, that another trigger has started with the same items',
		OLD_RUN,
		{ ...OLD_RUN, items: { Webhook: [{ json: { at: 'nine' } }] } },
	],
	['in n8n 1.x, from one in n8n 2.x', OLD_RUN, RUN],
])('a run has another name: one %s', (_which, one, other) => {
	expect(name(other).name).not.toBe(name(one).name);
});

test('a name is short, and holds nothing of what it is made of', () => {
	expect(name(RUN).name).toMatch(/^[\w-]{22}$/);
	expect(name(OLD_RUN).name).toMatch(/^[\w-]{22}$/);
});

test.each<[string, Run, Partial<ReturnType<typeof name>>]>([
	['n8n 2.x', RUN, { isRetry: false, mayBeRestart: false, isUnique: true }],
	['a retry', { ...RUN, mode: 'retry' }, { isRetry: true, mayBeRestart: false, isUnique: true }],
	['n8n 2.x, by hand', { ...RUN, mode: 'manual' }, { mayBeRestart: false, isUnique: true }],
	['n8n 1.x', OLD_RUN, { isRetry: false, mayBeRestart: true, isUnique: false }],
	[
		'n8n 1.x, by hand',
		{ ...OLD_RUN, mode: 'manual' },
		{ isRetry: false, mayBeRestart: false, isUnique: false },
	],
	[
		'n8n 1.x, a retry',
		{ ...OLD_RUN, mode: 'retry' },
		{ isRetry: true, mayBeRestart: true, isUnique: false },
	],
])('what is known of a run beside its name: %s', (_which, run, known) => {
	expect(name(run)).toMatchObject({ executionId: '7', ...known });
});
