import { itemsOf, type Execution } from '../n8n/client';
import { errorText, ExampleUser, type Published } from './exampleUser';

jest.setTimeout(60_000);

const ANI = '6281234567890';
const BUDI = '6281234567891';

const QUESTION = 'Which size would you like?\n\n*1* S\n*2* M\n*3* L\n*4* XL';
const confirmed = (size: string) => `Thank you! One T-shirt in ${size} is ordered.`;

let user: ExampleUser;
let shop: Published;

beforeAll(async () => {
	user = await ExampleUser.start();
});
beforeEach(async () => {
	await open();
});
afterEach(async () => {
	await user.client.deactivate(shop.id);
	user.gateway.reset();
});
afterAll(() => user.stop());

/** Imports and publishes the example. */
async function open(minutes?: number) {
	const limitWaitTime = {
		values: { limitType: 'afterTimeInterval', resumeAmount: minutes ?? 30, resumeUnit: 'minutes' },
	};
	const workflow = await user.importExample('ask-and-wait-for-the-reply', {
		'Ask for the size': { options: { limitWaitTime } },
	});
	shop = await user.publish(workflow);
}

/** Waits until so many executions have ended without an error. */
async function allDone(count: number): Promise<Execution[]> {
	const executions = await shop.ended(count);
	expect(executions.map(errorText)).toEqual(executions.map(() => undefined));
	return executions;
}

test('two customers whose messages cross each get the answer to their own, and only orders are executions', async () => {
	await Promise.all([shop.write(ANI, 'I would like to order'), shop.write(BUDI, 'Mau PESAN kaos')]);
	expect(await shop.heard(ANI, 1)).toEqual([QUESTION]);
	expect(await shop.heard(BUDI, 1)).toEqual([QUESTION]);

	await Promise.all([shop.write(BUDI, 'xl'), shop.write(ANI, '2')]);
	expect(await shop.heard(ANI, 2)).toEqual([QUESTION, confirmed('M')]);
	expect(await shop.heard(BUDI, 2)).toEqual([QUESTION, confirmed('XL')]);

	const executions = await allDone(2);
	expect(executions).toHaveLength(2);
	expect(executions.map((each) => itemsOf(each, 'Confirm the order').length)).toEqual([1, 1]);
	expect(user.gateway.sends()).toHaveLength(4);
});

test('what is no size is left alone, and the question stays open', async () => {
	await shop.write(ANI, 'order');
	await shop.heard(ANI, 1);
	await shop.write(ANI, "I'm not sure");
	await shop.write(ANI, 'L');
	expect(await shop.heard(ANI, 2)).toEqual([QUESTION, confirmed('L')]);
	expect(await allDone(1)).toHaveLength(1);
});

test('an answer that comes before the execution waits is not lost', async () => {
	// WhatsApp has the question, and n8n does not know it for two seconds.
	user.gateway.misbehave({
		where: ({ text }) => text === QUESTION,
		kind: 'acceptThenAnswer',
		delayMs: 2_000,
	});
	await shop.write(ANI, 'order');
	await shop.heard(ANI, 1);
	await shop.write(ANI, 'S');
	expect(await shop.heard(ANI, 2)).toEqual([QUESTION, confirmed('S')]);
	expect(await allDone(1)).toHaveLength(1);
	expect(user.gateway.sends()).toHaveLength(2);
});

test('two answers at the same moment are confirmed once', async () => {
	await shop.write(ANI, 'order');
	await shop.heard(ANI, 1);
	await Promise.all([shop.write(ANI, 'M'), shop.write(ANI, 'M')]);
	expect(await shop.heard(ANI, 2)).toEqual([QUESTION, confirmed('M')]);
	expect(await allDone(1)).toHaveLength(1);
	expect(user.gateway.sends()).toHaveLength(2);
});

test('a message that is no order and answers nothing starts nothing', async () => {
	await shop.write(ANI, 'Thanks, see you!');
	await shop.write(ANI, 'order');
	await shop.heard(ANI, 1);
	expect(await user.client.listExecutions(shop.id)).toHaveLength(1);
	await shop.write(ANI, '1');
	await allDone(1);
});

test('a refused confirmation is sent by Retry, and nobody is asked or told twice', async () => {
	await shop.write(ANI, 'order');
	await shop.heard(ANI, 1);
	user.gateway.misbehave({
		where: ({ text }) => String(text).startsWith('Thank you'),
		status: 422,
		body: { status: false, message: 'Nomor diblokir' },
	});
	await shop.write(ANI, 'M');
	const [asked] = await shop.ended(1);
	expect(asked && errorText(asked)).toContain('Omnichat refused');

	const retried = await user.client.retryExecution(String(asked?.id), 'original');
	expect(errorText(await user.client.waitForExecution(retried))).toBeUndefined();
	expect(await shop.heard(ANI, 2)).toEqual([QUESTION, confirmed('M')]);
	expect(user.gateway.accepted).toHaveLength(2);
});

// n8n looks once a minute for executions whose time is up.
test('who does not answer is let go, and starts anew with the next order', async () => {
	await user.client.deactivate(shop.id);
	await open(0.05);
	await shop.write(ANI, 'order');
	expect(await shop.heard(ANI, 2, 100_000)).toEqual([
		QUESTION,
		expect.stringContaining('We have not heard from you') as string,
	]);
	await allDone(1);

	// Too late: there is nothing that this could answer.
	await shop.write(ANI, 'M');
	expect(user.gateway.accepted).toHaveLength(2);

	await user.client.deactivate(shop.id);
	await open();
	await shop.write(ANI, 'order');
	await shop.heard(ANI, 3);
	await shop.write(ANI, 'M');
	expect((await shop.heard(ANI, 4)).slice(2)).toEqual([QUESTION, confirmed('M')]);
	await allDone(1);
}, 180_000);
