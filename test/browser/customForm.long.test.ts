import type { INodeParameters } from 'n8n-workflow';
import type { Page } from 'playwright-core';

import { startModel, type ScriptedModel } from '../model';
import { jsonOf } from '../n8n/client';
import { client, credential, gateway } from '../real/useN8n';
import { ACTION, askSomebody, node, ours, scriptedModel, start } from '../real/workflows';
import { expectAccessibleWithoutScripts } from './accessibility';
import { takePicture } from './browser';
import { editorPage, expectShown } from './editorPage';
import { onThePhone } from './onThePhone';
import { page, useEditor } from './useEditor';

jest.setTimeout(240_000);

useEditor();

const { byTestId, openWorkflow, openNode } = editorPage(() => ({ page, client }));

const MANAGER = '6281290642222';

let model: ScriptedModel;
beforeAll(async () => {
	model = await startModel();
});
afterAll(() => model.stop());

const options = (...names: string[]) => ({ values: names.map((option) => ({ option })) });

/** An order, in the words of one language. */
const formIn = (words: {
	message: string;
	name: string;
	size: string;
	pay: string;
	extras: string[];
	date: string;
	note: string;
	placeholder: string;
}): INodeParameters => ({
	phone: MANAGER,
	message: words.message,
	responseType: 'customForm',
	formFields: {
		values: [
			{ fieldLabel: words.name, requiredField: true, placeholder: words.placeholder },
			{ fieldLabel: 'E-mail', fieldType: 'email' },
			{
				fieldLabel: words.size,
				fieldType: 'dropdown',
				fieldOptions: options('S', 'M', 'L'),
				requiredField: true,
			},
			{ fieldLabel: words.pay, fieldType: 'radio', fieldOptions: options('QRIS', 'Transfer') },
			{
				fieldLabel: words.extras[0] ?? '',
				fieldType: 'checkbox',
				fieldOptions: options(...words.extras.slice(1)),
				requiredField: true,
			},
			{ fieldLabel: words.date, fieldType: 'date', defaultValue: '2026-12-24' },
			{ fieldType: 'html', html: words.note },
		],
	},
});

const english = formIn({
	message: 'Your T-shirt, please:',
	name: 'Name on the parcel',
	placeholder: 'e.g. Budi Santoso',
	size: 'Size',
	pay: 'How you pay',
	extras: ['Extras', 'Gift box', 'Card'],
	date: 'When you need it',
	note: '<p>We deliver <b>from Monday to Friday</b>.</p>',
});

const indonesian = formIn({
	message: 'Isi pesanan kaos Anda:',
	name: 'Nama di paket',
	placeholder: 'misalnya Budi Santoso',
	size: 'Ukuran',
	pay: 'Cara bayar',
	extras: ['Tambahan', 'Kotak kado', 'Kartu'],
	date: 'Kapan diperlukan',
	note: '<p>Kami mengirim <b>Senin sampai Jumat</b>.</p>',
});

const ask = async (parameters: INodeParameters) =>
	await askSomebody({ client, gateway, credential }, { phone: MANAGER, ...parameters });

/** A picture of all of the page, on a narrow screen. */
async function wholePage(opened: Page): Promise<Page> {
	const box = await opened.locator('main').boundingBox();
	await opened.setViewportSize({ width: 360, height: Math.ceil((box?.height ?? 0) + 64) });
	expect(box?.width).toBeLessThanOrEqual(360);
	return opened;
}

const narrow = { viewport: { width: 360, height: 1_100 } };

describe.each([
	['en', 'light', english, 'Name on the parcel', 'Send', 'Gift box', 'Size'],
	['id', 'light', indonesian, 'Nama di paket', 'Kirim', 'Kotak kado', 'Ukuran'],
	['en', 'dark', english, 'Name on the parcel', 'Send', 'Gift box', 'Size'],
	['id', 'dark', indonesian, 'Nama di paket', 'Kirim', 'Kotak kado', 'Ukuran'],
] as const)('a form, %s, %s', (locale, colorScheme, parameters, name, send, extra, size) => {
	const problems =
		locale === 'en'
			? ['This has to be filled in.', 'Write an e-mail address']
			: ['Isian ini wajib diisi.', 'Tulis alamat e-mail'];

	test('is filled in on a narrow screen without scripts, and keeps what was right', async () => {
		const { execution, link } = await ask(parameters);
		const opened = await onThePhone(link, { locale, colorScheme, ...narrow });
		await expectAccessibleWithoutScripts(opened);
		await takePicture(await wholePage(opened), `answer-${locale}-form-${colorScheme}`, {
			documented: true,
		});

		// The browser lets these through, and says nothing of checkboxes.
		await opened.getByLabel(name).fill('   ');
		await opened.getByLabel('E-mail').fill('budi@toko');
		await opened.getByLabel(size).selectOption('M');
		await opened.getByLabel('Transfer').check();
		await opened.getByRole('button', { name: send }).click();
		await expectShown(opened.getByRole('alert'));
		await expectShown(opened.getByText(problems[0] ?? '').first());
		await expectShown(opened.getByText(problems[1] ?? ''));
		expect(await opened.getByText(problems[0] ?? '').count()).toBe(2);
		expect(await opened.getByLabel('E-mail').inputValue()).toBe('budi@toko');
		expect(await opened.getByLabel(size).inputValue()).toBe('1');
		expect(await opened.getByLabel('Transfer').isChecked()).toBe(true);
		// What a screen reader says with the field.
		const field = opened.getByLabel(name);
		expect(await field.getAttribute('aria-invalid')).toBe('true');
		const told = `#${(await field.getAttribute('aria-describedby')) ?? ''}`;
		expect(await opened.locator(told).textContent()).toBe(problems[0]);
		await expectAccessibleWithoutScripts(opened);
		await takePicture(await wholePage(opened), `answer-${locale}-form-errors-${colorScheme}`, {
			documented: true,
		});

		await opened.getByLabel(name).fill('Budi');
		await opened.getByLabel('E-mail').fill('budi@toko.id');
		await opened.getByLabel(extra).check();
		await opened.getByLabel('E-mail').press('Enter');
		await expectShown(opened.getByText('budi@toko.id'));
		await expectAccessibleWithoutScripts(opened);
		await takePicture(await wholePage(opened), `answered-form-${locale}-${colorScheme}`);
		const [json] = jsonOf(await client.waitForNode(execution, 'After'), 'After');
		expect(json?.data).toMatchObject({
			[name]: 'Budi',
			'E-mail': 'budi@toko.id',
			[size]: 'M',
			respondedBy: `+${MANAGER}`,
		});
	});

	test('an approval has a field for a remark, which Enter does not send', async () => {
		const [message, remarked, more] =
			locale === 'en'
				? ['Budi asks for 20% off. May he have it?', 'Only 10%', 'this time']
				: ['Budi minta potongan 20%. Boleh?', 'Cukup 10%', 'kali ini'];
		const { execution, link } = await ask({
			message,
			approvalOptions: { values: { approvalType: 'double', askForRemark: true } },
		});
		const opened = await onThePhone(link, { locale, colorScheme });
		const remark = opened.getByRole('textbox');
		await remark.fill(remarked);
		await remark.press('Enter');
		await remark.pressSequentially(more);
		await expectAccessibleWithoutScripts(opened);
		await takePicture(await wholePage(opened), `answer-${locale}-remark-${colorScheme}`, {
			documented: true,
		});
		await opened.getByRole('button').last().click();
		await expectShown(opened.getByText(remarked));
		await expectAccessibleWithoutScripts(opened);
		await takePicture(await wholePage(opened), `answered-remark-${locale}-${colorScheme}`);
		const [json] = jsonOf(await client.waitForNode(execution, 'After'), 'After');
		expect(json?.data).toMatchObject({ approved: false, remark: `${remarked}\n${more}` });
	});
});

test('a form whose every text is as long as may be stays on a narrow screen', async () => {
	const long = 'W'.repeat(200);
	const { link } = await ask({
		message: long,
		responseType: 'customForm',
		formFields: {
			values: ['text', 'dropdown', 'radio', 'html'].map((fieldType, index) => ({
				fieldLabel: `${index}${long}`,
				fieldType,
				html: long,
				...(['dropdown', 'radio'].includes(fieldType) && { fieldOptions: options(long) }),
			})),
		},
		options: { responseFormTitle: long, responseFormButtonLabel: long },
	});
	const opened = await onThePhone(link, { locale: 'en', colorScheme: 'light', ...narrow });
	const width = await opened.locator('html').evaluate(({ scrollWidth }) => scrollWidth);
	await takePicture(await wholePage(opened), 'answer-form-long');
	expect(width).toBe(360);
});

test('the editor has what users of n8n know, and no place to answer a form in the chat', async () => {
	await openWorkflow('Order', [
		...start([{}]),
		ours('Ask for the order', ACTION, credential, {
			resource: 'message',
			operation: 'sendAndWait',
			...english,
		}),
	]);
	await openNode('Ask for the order');
	const chosen = byTestId('parameter-input-responseType').locator('input');
	await expectShown(chosen);
	expect(await chosen.inputValue()).toBe('Custom Form');
	expect(await byTestId('parameter-input-answerBy').count()).toBe(0);
	await page.setViewportSize({ width: 1_000, height: 1_280 });
	await takePicture(page, 'ask-custom-form', { documented: true });
	await byTestId('parameter-input-defineForm').locator('input').click();
	await page.getByRole('option', { name: 'Using JSON' }).click();
	await byTestId('ndv').getByText('Form Fields').first().scrollIntoViewIfNeeded();
	await takePicture(page, 'ask-custom-form-json');
});

test('in a human review there is a button to decline, and the reason is told to the agent', async () => {
	model.follow(
		{
			tool: 'Send_a_voucher',
			arguments: {
				toolParameters: { Phone_Number: '6281290641111', Text: 'Your voucher: MELATI20' },
				hitlParameters: {},
			},
		},
		{ text: 'Then 10%' },
	);
	const agent = '@n8n/n8n-nodes-langchain.agent';
	const link = (type: 'main' | 'ai_languageModel' | 'ai_tool', to = 'AI Agent') => ({
		[type]: [[{ node: to, type, index: 0 }]],
	});
	const { id } = await client.createWorkflow({
		name: 'An agent that asks before it writes',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger'),
			node(
				'AI Agent',
				agent,
				{ promptType: 'define', text: 'Offer Budi a voucher', options: {} },
				{ typeVersion: 3 },
			),
			await scriptedModel(client, model),
			ours('Ask the manager', `${ACTION}HitlTool`, credential, {
				phone: MANAGER,
				approvalOptions: { values: { approvalType: 'double', askForRemark: true } },
			}),
			ours('Send a voucher', `${ACTION}Tool`, credential, {
				resource: 'message',
				operation: 'sendText',
				phone: "={{ $fromAI('Phone_Number', `Such as 081234567890`, 'string') }}",
				text: "={{ $fromAI('Text', `The message`, 'string') }}",
			}),
		],
		connections: {
			Start: link('main'),
			'OpenAI Chat Model': link('ai_languageModel'),
			'Send a voucher': link('ai_tool', 'Ask the manager'),
			'Ask the manager': link('ai_tool'),
		},
	});
	const execution = await client.runWorkflow(id, 'Start');
	const { text } = await gateway.onAccepted(({ chatId }) => chatId.startsWith(MANAGER));
	await client.untilItWaits(execution);
	for (const [locale, colorScheme] of [
		['id', 'dark'],
		['en', 'light'],
	] as const) {
		const address = String(/http\S+$/.exec(text)?.[0]);
		const opened = await onThePhone(address, { locale, colorScheme, ...narrow });
		await expectAccessibleWithoutScripts(opened);
		await opened.getByRole('textbox').fill(locale === 'en' ? 'Only 10%' : 'Cukup 10%');
		await takePicture(await wholePage(opened), `answer-${locale}-review`, { documented: true });
		if (locale === 'en') await opened.getByRole('button', { name: 'Decline' }).click();
	}
	await client.waitForNode(execution, 'AI Agent');
	expect(JSON.stringify(model.requests.at(-1)?.messages)).toContain('Only 10%');
});
