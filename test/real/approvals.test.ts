import { itemsOf } from '../n8n/client';
import { can } from '../n8n/differences';
import { errorText, ExampleUser, MANAGER, readExample, type Published } from './exampleUser';
import { testedVersion } from './shared';

jest.setTimeout(60_000);

const ANI = '6281234567890';
const BUDI = '6281234567891';

let user: ExampleUser;
let shop: Published;

beforeAll(async () => {
	user = await ExampleUser.start();
});
afterEach(async () => {
	await user.client.deactivate(shop.id);
	user.gateway.reset();
});
afterAll(() => user.stop());

/** The question about a customer, once the manager has it and n8n waits: its text and its link. */
async function questionAbout(name: string): Promise<{ text: string; link: string }> {
	const { text } = await user.gateway.onAccepted(
		(message) => message.chatId.startsWith(MANAGER) && message.text.startsWith(name),
	);
	const link = String(/http\S+$/.exec(text)?.[0]);
	const executions = await user.client.listExecutions(shop.id);
	const execution = executions.find(({ id }) => new URL(link).pathname.includes(`/${id}/`));
	await user.client.untilItWaits(String(execution?.id));
	return { text, link };
}

/** Answers as the link's page does. */
async function answer(link: string, given: 'approve' | 'decline'): Promise<void> {
	const page = await fetch(link, { method: 'POST', body: new URLSearchParams({ answer: given }) });
	expect(page.status).toBe(200);
}

/** Waits for this many ended executions, none of which failed. */
async function allDone(count: number) {
	const executions = await shop.ended(count);
	expect(executions.map(errorText)).toEqual(executions.map(() => undefined));
	return executions;
}

describe('approval by a manager', () => {
	beforeEach(async () => {
		shop = await user.publish(await user.importExample('approval-by-a-manager'));
	});

	test('two customers whose questions cross each get the answer to their own', async () => {
		await Promise.all([
			shop.write(ANI, 'Can I have a discount?'),
			shop.write(BUDI, 'Minta DISKON dong'),
		]);
		const [ani, budi] = await Promise.all([questionAbout('Ani'), questionAbout('Budi')]);
		expect(ani.text).toContain(
			'Ani (+6281234567890) writes:\n\nCan I have a discount?\n\nMay they have a discount of 20%?\n\n',
		);
		// Looking at a question answers nothing.
		const page = await (await fetch(ani.link)).text();
		expect(page).toContain('Yes, 20%');

		await answer(budi.link, 'approve');
		await answer(ani.link, 'decline');
		expect(await shop.heard(BUDI, 1)).toEqual([expect.stringContaining('Good news, Budi')]);
		expect(await shop.heard(ANI, 1)).toEqual([expect.stringContaining('Sorry, Ani')]);
		await allDone(2);
		expect(user.gateway.sends()).toHaveLength(4);
	});

	test('the manager may write back in place of opening the link, and no other message starts', async () => {
		await shop.write(ANI, 'Can I have a discount?');
		const { text, link } = await questionAbout('Ani');
		expect(text).toContain('\n\n*1* Yes, 20%\n*2* No\n\nhttp');
		await shop.write(MANAGER, 'ya');
		expect(await shop.heard(ANI, 1)).toEqual([expect.stringContaining('Good news, Ani')]);
		await allDone(1);
		// The link is closed then.
		await answer(link, 'decline');
		expect(user.gateway.sends()).toHaveLength(2);
	});

	test('other messages ask nobody', async () => {
		await shop.write(ANI, 'Hello');
		await allDone(1);
		expect(user.gateway.sends()).toEqual([]);
	});

	test('a manager who cannot be reached makes the execution fail, and Retry asks once', async () => {
		user.gateway.misbehave({ status: 422, body: { status: false, message: 'Nomor diblokir' } });
		await shop.write(ANI, 'discount please');
		const [failed] = await shop.ended(1);
		expect(failed && errorText(failed)).toContain('Omnichat refused');
		expect(user.gateway.accepted).toEqual([]);

		await user.client.retryExecution(String(failed?.id), 'original');
		const { link } = await questionAbout('Ani');
		await answer(link, 'approve');
		expect(await shop.heard(ANI, 1)).toEqual([expect.stringContaining('Good news, Ani')]);
		expect(user.gateway.accepted).toHaveLength(2);
	});
});

test('the manager has two hours, and who gets no answer is told to wait', () => {
	const { nodes, connections } = readExample('approval-by-a-manager');
	const ask = nodes.find(({ name }) => name === 'Ask the manager');
	expect(ask?.parameters['options']).toEqual({
		limitWaitTime: {
			values: { limitType: 'afterTimeInterval', resumeAmount: 2, resumeUnit: 'hours' },
		},
	});
	expect(connections['What was the answer?']?.['main']?.[2]).toEqual([
		{ node: 'Tell them to wait', type: 'main', index: 0 },
	]);
});

if (can(testedVersion(), 'humanReview'))
	describe('an agent that asks before it acts', () => {
		beforeEach(async () => {
			shop = await user.publish(await user.importExample('agent-that-asks-first'));
		});

		const voucher = (percent: number) => ({
			tool: 'Send_a_voucher',
			arguments: { toolParameters: { Percent: percent }, hitlParameters: {} },
		});

		test('approved, the customer gets the voucher, and then the answer', async () => {
			user.model.follow(voucher(20), { text: 'I am sorry. A voucher is on its way.' });
			await shop.write(ANI, 'My T-shirt has a hole');
			const { text, link } = await questionAbout('Ani');
			expect(text).toContain('My T-shirt has a hole');
			expect(text).toContain('Our agent would like to send a voucher of 20 percent. May it?');
			await answer(link, 'approve');
			expect(await shop.heard(ANI, 2)).toEqual([
				'Here is your voucher, Ani: MELATI20. Show it when you pay.',
				'I am sorry. A voucher is on its way.',
			]);
			const [execution] = await allDone(1);
			expect(execution && itemsOf(execution, 'Send answer')).toHaveLength(1);
		});

		test('approved in the chat, too', async () => {
			user.model.follow(voucher(20), { text: 'A voucher is on its way.' });
			await shop.write(ANI, 'My T-shirt has a hole');
			await questionAbout('Ani');
			await shop.write(MANAGER, '1');
			expect(await shop.heard(ANI, 2)).toEqual([
				'Here is your voucher, Ani: MELATI20. Show it when you pay.',
				'A voucher is on its way.',
			]);
			await allDone(1);
		});

		test('declined, nothing is sent but what the agent then says', async () => {
			user.model.follow(voucher(20), { text: 'I am sorry. A colleague will write soon.' });
			await shop.write(BUDI, 'My hoodie has a hole');
			const { link } = await questionAbout('Budi');
			await answer(link, 'decline');
			expect(await shop.heard(BUDI, 1)).toEqual(['I am sorry. A colleague will write soon.']);
			await allDone(1);
			expect(user.gateway.sends()).toHaveLength(2);
		});

		test('two customers at once: what is approved for one is not done for the other', async () => {
			const done = { text: 'Thank you for telling us.' };
			user.model.follow(voucher(10), voucher(10), done, done);
			await Promise.all([
				shop.write(ANI, 'My T-shirt has a hole'),
				shop.write(BUDI, 'My hoodie has a hole'),
			]);
			const [ani, budi] = await Promise.all([questionAbout('Ani'), questionAbout('Budi')]);
			await Promise.all([answer(budi.link, 'approve'), answer(ani.link, 'decline')]);
			expect(await shop.heard(BUDI, 2)).toEqual([
				'Here is your voucher, Budi: MELATI10. Show it when you pay.',
				'Thank you for telling us.',
			]);
			expect(await shop.heard(ANI, 1)).toEqual(['Thank you for telling us.']);
			await allDone(2);
			expect(user.gateway.sends()).toHaveLength(5);
		});
	});
