import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { AnswerBy } from '../../nodes/Omnichat/answer/answerBy';
import { rememberAsked, type Asked } from '../../nodes/Omnichat/answer/asked';
import { waitForAnswer } from '../../nodes/Omnichat/asking';
import type { CheckedItem, Finished } from '../../nodes/Omnichat/sending/sendAll';

const UNTIL = new Date(2_000_000_000_000);
const question = { type: 'freeText', text: 'Which size?' } as const;

/** Somebody who is asked, through a device. */
const item = (index: number, answerBy: AnswerBy = 'chat') =>
	({
		index,
		request: {
			message: { address: `+62812906411${index}`, isGroup: false, device: 'device' },
			asks: { question, answerBy, until: UNTIL, isAnnounced: false },
		},
	}) as unknown as CheckedItem;

const sent: Finished = { json: {}, how: 'accepted' };
const failed = (outcome: 'refused' | 'unknown') =>
	({
		error: new Error(outcome),
		details: { outcome, message: 'No', description: '' },
	}) as unknown as Finished;

/** The end of a try of a run, which has asked these people before. */
async function endOf(
	items: CheckedItem[],
	finished: Finished[],
	{ goesOn = false, before = {} as Partial<Asked> } = {},
) {
	const data: IDataObject = {};
	const waits: Date[] = [];
	const hints: string[] = [];
	const context = {
		addExecutionHints: ({ message }: { message: string }) => hints.push(message),
		continueOnFail: () => goesOn,
		getContext: () => data,
		getExecutionId: () => '7',
		getMode: () => 'trigger',
		getNode: () => ({ id: 'ask', name: 'Ask' }),
		getSignedResumeUrl: () => 'http://192.168.0.5:5678/webhook-waiting/7',
		getWorkflow: () => ({ id: 'shop' }),
		getWorkflowDataProxy: () => ({ $runIndex: 0 }),
		getWorkflowStaticData: () => ({}),
		putExecutionToWait: async (until: Date) => waits.push(until),
	} as unknown as IExecuteFunctions;
	rememberAsked(context, { executionId: '7', runIndex: 0, people: {}, notAsked: [], ...before });
	const opening = { hasLeft: () => true };
	const isWaiting = await waitForAnswer(context, items, UNTIL, finished, opening);
	return { isWaiting, waits, hints };
}

test('where somebody was asked, the execution waits', async () => {
	expect(await endOf([item(0), item(1)], [failed('refused'), sent])).toMatchObject({
		isWaiting: true,
		waits: [UNTIL],
	});
});

describe('where nobody was asked for certain', () => {
	test('the run fails, if it stops at errors', async () => {
		await expect(endOf([item(0)], [failed('unknown')])).rejects.toThrow('unknown');
	});

	test('the run goes on without waiting, if it goes on at errors', async () => {
		const end = await endOf([item(0)], [failed('unknown')], { goesOn: true });
		expect(end).toMatchObject({ isWaiting: false, waits: [] });
	});

	test('it waits anew if an earlier try has put it to wait, for as long as this one says', async () => {
		const again = { goesOn: true, before: { waits: true as const } };
		const end = await endOf([item(0)], [failed('unknown')], again);
		expect(end).toMatchObject({ isWaiting: true, waits: [UNTIL] });
	});
});

test.each<[whom: string, items: CheckedItem[], finished: Finished[], hasHint: boolean]>([
	['somebody who was asked by link', [item(0, 'link')], [sent], true],
	['nobody: the chat was asked', [item(0)], [sent], false],
	[
		'nobody who got it: who was asked by link was refused',
		[item(0), item(1, 'link')],
		[sent, failed('refused')],
		false,
	],
])('a link with a private address, which reaches %s', async (_whom, items, finished, hasHint) => {
	const { hints } = await endOf(items, finished);
	expect(hints).toHaveLength(hasHint ? 1 : 0);
});
