import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { askedSoFar, rememberAsked } from '../../nodes/Omnichat/answer/asked';

/** A run of the node in an execution, with what the execution's data hold of the node. */
const runIn = (data: IDataObject, executionId: string, runIndex: number) =>
	({
		getContext: () => data,
		getExecutionId: () => executionId,
		getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
	}) as unknown as IExecuteFunctions;

test.each([
	['a further try of the same run', '7', 0, ['+6281290641111']],
	['the next run of the node, as in a loop', '7', 1, []],
	['Retry execution, which n8n starts with the data of the one that failed', '8', 0, []],
])('%s knows whom it has asked itself, and nobody else', (_what, executionId, runIndex, known) => {
	const data: IDataObject = {};
	const first = runIn(data, '7', 0);
	const question = { type: 'freeText', text: 'Which size?' } as const;
	rememberAsked(first, {
		...askedSoFar(first),
		people: { 0: { recipient: '+6281290641111', question } },
	});
	const { people, ...run } = askedSoFar(runIn(data, executionId, runIndex));
	expect(Object.values(people).map(({ recipient }) => recipient)).toEqual(known);
	expect(run).toEqual({ executionId, runIndex, notAsked: [] });
});
