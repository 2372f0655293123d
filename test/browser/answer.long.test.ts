import type { INode, INodeParameters } from 'n8n-workflow';

import { jsonOf } from '../n8n/client';
import { client, credential, gateway } from '../real/useN8n';
import { ACTION, inRow, items, node, ours, start } from '../real/workflows';
import { expectAccessibleWithoutScripts } from './accessibility';
import { takePicture } from './browser';
import { editorPage, expectShown } from './editorPage';
import { onThePhone } from './onThePhone';
import { page, useEditor } from './useEditor';
import { takePictureOfWorkflow } from './workflowPicture';

jest.setTimeout(240_000);

useEditor();

const { byTestId, canvasNode, openWorkflow, openNode } = editorPage(() => ({ page, client }));

const MANAGER = '6281290642222';

const question = {
	resource: 'message',
	operation: 'sendAndWait',
	recipientType: 'phone',
	phone: '081290642222',
	message: 'Budi asks for 20% off his order of Rp 450.000. May he have it?',
	responseType: 'approval',
	approvalOptions: { values: { approvalType: 'double' } },
};

const pertanyaan = {
	...question,
	message: 'Budi minta potongan 20% untuk pesanan Rp 450.000. Boleh?',
};

const ask = (parameters: INodeParameters): INode[] => [
	...start([{ customer: 'Budi' }]),
	ours('Ask the manager', ACTION, credential, parameters),
	node('Go on', 'n8n-nodes-base.noOp'),
];

/** Asks, and gives the execution and the link that was sent. */
async function askedBy(parameters: INodeParameters): Promise<{ execution: string; link: string }> {
	const nodes = ask({ ...question, ...parameters });
	const { id } = await client.createWorkflow({ name: 'Ask', nodes, connections: inRow(nodes) });
	const execution = await client.runWorkflow(id);
	await client.untilItWaits(execution);
	return { execution, link: String(/http\S+$/.exec(gateway.accepted.at(-1)?.text ?? '')?.[0]) };
}

const answerOf = async (execution: string) =>
	jsonOf(await client.waitForNode(execution, 'Go on'), 'Go on')[0]?.data;

describe.each([
	['en', 'light', question, 'Approve', 'Thank you, your answer was received'],
	['id', 'light', pertanyaan, 'Setujui', 'Terima kasih, jawaban Anda sudah diterima'],
	['en', 'dark', question, 'Approve', 'Thank you, your answer was received'],
	['id', 'dark', pertanyaan, 'Setujui', 'Terima kasih, jawaban Anda sudah diterima'],
] as const)('the page to answer, %s, %s', (locale, colorScheme, parameters, label, thanks) => {
	test('is read and answered on a narrow screen, from the keyboard alone and without scripts', async () => {
		const { execution, link } = await askedBy(parameters);
		const opened = await onThePhone(link, { locale, colorScheme });
		expect(await opened.locator('html').getAttribute('lang')).toBe(locale);
		await expectShown(opened.getByText(parameters.message));
		await expectShown(opened.getByRole('button', { name: label }));
		await takePicture(opened, `answer-${locale}-${colorScheme}`, { documented: true });
		const { width } = (await opened.locator('main').boundingBox()) ?? { width: Infinity };
		expect(width).toBeLessThanOrEqual(360);
		await expectAccessibleWithoutScripts(opened);

		await opened.keyboard.press('Tab');
		await opened.keyboard.press('Enter');
		await expectShown(opened.getByRole('heading', { name: thanks }));
		await takePicture(opened, `answered-${locale}-${colorScheme}`);
		await expectAccessibleWithoutScripts(opened);
		expect(await answerOf(execution)).toMatchObject({ approved: true, respondedBy: `+${MANAGER}` });
	});
});

test('a choice of ten is made by a tap', async () => {
	const choices = ['S', 'M', 'L', ...Array.from({ length: 7 }, (_, index) => `Batik ${index + 1}`)];
	const { execution, link } = await askedBy({
		message: 'Which one shall we order again?',
		responseType: 'choice',
		choices: { values: choices.map((choice) => ({ choice })) },
	});
	const opened = await onThePhone(link, { locale: 'en', colorScheme: 'light', hasTouch: true });
	expect(await opened.getByRole('button').allTextContents()).toEqual(choices);
	await expectShown(opened.getByRole('group', { name: 'Choose one of the answers' }));
	await takePicture(opened, 'answer-choice');
	await expectAccessibleWithoutScripts(opened);
	await opened.getByRole('button', { name: 'Batik 7' }).tap();
	await expectShown(opened.getByText('Batik 7'));
	expect(await answerOf(execution)).toMatchObject({ choice: 'Batik 7' });
});

test.each([
	['en', 'light', 'Your answer', 'Send', 'Write your answer first.'],
	['id', 'light', 'Jawaban Anda', 'Kirim', 'Tulis jawaban Anda dulu.'],
	['en', 'dark', 'Your answer', 'Send', 'Write your answer first.'],
	['id', 'dark', 'Jawaban Anda', 'Kirim', 'Tulis jawaban Anda dulu.'],
] as const)(
	'a text that is not taken is read by everybody, %s, %s',
	async (locale, colorScheme, label, send, problem) => {
		const { link } = await askedBy({ message: 'Where to?', responseType: 'freeText' });
		const opened = await onThePhone(link, { locale, colorScheme });
		await expectAccessibleWithoutScripts(opened);
		await opened.getByLabel(label).fill('   ');
		await opened.getByRole('button', { name: send }).click();
		await expectShown(opened.getByRole('alert').getByText(problem));
		await expectAccessibleWithoutScripts(opened);
	},
);

test('a text is written, and an empty one is not sent', async () => {
	const { execution, link } = await askedBy({
		message: 'Where shall we send it?',
		responseType: 'freeText',
	});
	const opened = await onThePhone(link, { locale: 'id', colorScheme: 'dark' });
	const field = opened.getByLabel('Jawaban Anda');
	await field.fill('   ');
	await opened.getByRole('button', { name: 'Kirim' }).click();
	await expectShown(opened.getByRole('alert').getByText('Tulis jawaban Anda dulu.'));
	await takePicture(opened, 'answer-text');
	const long = 'Jl. Melati '.repeat(400);
	await field.evaluate((element) => element.removeAttribute('maxlength'));
	await field.fill(long);
	await opened.getByRole('button', { name: 'Kirim' }).click();
	await expectShown(opened.getByText('Jawaban Anda terlalu panjang.'));
	expect(await field.inputValue()).toBe(long);
	await field.fill('Jl. Melati 5\nBandung');
	await opened.getByRole('button', { name: 'Kirim' }).click();
	await expectShown(opened.getByText('Terima kasih'));
	expect(await answerOf(execution)).toMatchObject({ text: 'Jl. Melati 5\nBandung' });
});

test('the form has what n8n users know, and the choices', async () => {
	await openWorkflow('Ask', ask({ ...question, phone: '081290642222' }));
	await expectShown(canvasNode('Ask the manager').getByText('question to 081290642222'));
	await openNode('Ask the manager');
	await expectShown(byTestId('parameter-input-responseType'));
	await takePicture(page, 'ask-form', { documented: true });

	await openWorkflow(
		'Choose',
		ask({
			...question,
			responseType: 'choice',
			choices: { values: [{ choice: 'Size M' }, { choice: 'Size L' }] },
			options: { limitWaitTime: { values: {} } },
		}),
	);
	await openNode('Ask the manager');
	await expectShown(byTestId('ndv').getByText('Choices').first());
	await takePicture(page, 'ask-choice');
});

test('the canvas waits, the link is opened on the phone, and the canvas goes on', async () => {
	await openWorkflow('Ask', ask(question));
	await byTestId('execute-workflow-button').first().click();
	await gateway.onAccepted(() => true);
	const waiting = canvasNode('Ask the manager').locator('[class*="_waiting_"]').first();
	await waiting.waitFor();
	await takePicture(page, 'ask-waiting', { documented: true });
	await openNode('Ask the manager');
	await expectShown(
		byTestId('output-panel').getByText('The workflow goes on when somebody has answered'),
	);
	await takePicture(page, 'ask-waiting-node');
	await page.keyboard.press('Escape');

	const phone = await page.context().newPage();
	await phone.setViewportSize({ width: 1000, height: 560 });
	await phone.goto(`${gateway.url}/phone`);
	await phone.locator(`[data-uid="${MANAGER}@s.whatsapp.net"]`).click();
	await takePicture(phone, 'ask-phone', { documented: true });
	const opening = page.context().waitForEvent('page');
	await phone.getByRole('log').getByRole('link').click();
	const answer = await opening;
	await answer.getByRole('button', { name: 'Decline' }).click();
	await expectShown(answer.getByText('your answer was received'));
	await answer.close();
	await phone.close();

	await canvasNode('Go on').locator('[data-test-id="canvas-node-status-success"]').waitFor();
	await takePicture(page, 'ask-answered');
	await openNode('Ask the manager');
	await expectShown(byTestId('output-panel').getByText(MANAGER).first());
	expect(await byTestId('output-panel').getByText('whoever answered').count()).toBe(0);
	await takePicture(page, 'ask-output');
});

test('who asks several people is told, at the answer, how to find the row of who answered', async () => {
	const [first, , ...rest] = ask({ ...question, phone: '={{ $json.phone }}' }) as [
		INode,
		...INode[],
	];
	const rows = items([{ phone: '081290641111' }, { phone: MANAGER }]);
	await openWorkflow('Ask two', [first, rows, ...rest]);
	await byTestId('execute-workflow-button').first().click();
	const { text } = await gateway.onAccepted(({ chatId }) => chatId.startsWith(MANAGER));
	await canvasNode('Ask the manager').locator('[class*="_waiting_"]').first().waitFor();
	const link = String(/http\S+$/.exec(text)?.[0]);
	await fetch(link, { method: 'POST', body: new URLSearchParams({ answer: 'approve' }) });
	await canvasNode('Go on').locator('[data-test-id="canvas-node-status-success"]').waitFor();
	await openNode('Ask the manager');
	await expectShown(
		byTestId('output-panel').getByText("$('…').all()[$json.data.itemIndex]").first(),
	);
	await takePicture(page, 'ask-several-output');
});

test('an AI Agent has the node as human review of another tool', async () => {
	const at = (x: number, y: number): Partial<INode> => ({ position: [x, y] });
	const link = (type: 'main' | 'ai_languageModel' | 'ai_tool', to = 'AI Agent') => ({
		[type]: [[{ node: to, type, index: 0 }]],
	});
	const [review, tool] = ['Ask the manager', 'Send text message'] as const;
	const { id } = await client.createWorkflow({
		name: 'An agent that asks before it writes',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', {}, at(0, 0)),
			node(
				'AI Agent',
				'@n8n/n8n-nodes-langchain.agent',
				{ promptType: 'define', text: 'Offer Budi a discount', options: {} },
				{ typeVersion: 3, ...at(220, 0) },
			),
			node(
				'Chat Model',
				'@n8n/n8n-nodes-langchain.lmChatOpenAi',
				{ model: { __rl: true, mode: 'id', value: 'gpt-5-mini' }, options: {} },
				{ typeVersion: 1.3, ...at(160, 220) },
			),
			ours(
				review,
				`${ACTION}HitlTool`,
				credential,
				{ phone: '081290642222', approvalOptions: { values: { approvalType: 'double' } } },
				at(400, 200),
			),
			ours(
				tool,
				`${ACTION}Tool`,
				credential,
				{
					resource: 'message',
					operation: 'sendText',
					phone: "={{ $fromAI('Phone_Number', `Such as 081234567890`, 'string') }}",
					text: "={{ $fromAI('Text', `The message`, 'string') }}",
				},
				at(460, 380),
			),
		],
		connections: {
			Start: link('main'),
			'Chat Model': link('ai_languageModel'),
			[tool]: link('ai_tool', review),
			[review]: link('ai_tool'),
		},
	});
	await page.setViewportSize({ width: 1000, height: 640 });
	await page.goto(`${client.url}/workflow/${id}`);
	await expectShown(canvasNode(review).locator('img').first());

	await openNode(review);
	await expectShown(byTestId('parameter-input-message'));
	await takePicture(page, 'human-review-form', { documented: true });
	expect(await byTestId('parameter-input-operation').count()).toBe(0);
	expect(await byTestId('parameter-input-responseType').count()).toBe(0);
	await expectShown(byTestId('ndv').getByText('Type of Approval'));
	await page.keyboard.press('Escape');
	await takePictureOfWorkflow(page, 'human-review');
});
