import { itemsOf, type Execution } from '../n8n/client';
import { errorText, ExampleUser, type Published, type Table } from './exampleUser';

jest.setTimeout(60_000);

const ANI = '6281234567890';
const BUDI = '6281234567891';

const QUESTION = 'Which size would you like? Answer with S, M, L or XL.';
const confirmed = (name: string, size: string) =>
	`Thank you, ${name}! One T-shirt in ${size} is ordered.`;

let user: ExampleUser;
let shop: Published;
let openOrders: Table;

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

/** Imports and publishes the example, with an empty table. */
async function open(seconds?: number) {
	const workflow = await user.importExample('ask-and-wait-for-the-reply', {
		...(seconds !== undefined && {
			'Wait for the answer': {
				resume: 'webhook',
				httpMethod: 'POST',
				limitWaitTime: true,
				limitType: 'afterTimeInterval',
				resumeAmount: seconds,
				resumeUnit: 'seconds',
				options: {},
			},
		}),
	});
	shop = await user.publish(workflow);
	openOrders = workflow.tables['Open orders'] as Table;
}

/** Waits until so many executions have ended without an error, and nothing is open any more. */
async function allDone(count: number): Promise<Execution[]> {
	const executions = await shop.ended(count);
	expect(executions.map(errorText)).toEqual(executions.map(() => undefined));
	expect(await openOrders.rows()).toEqual([]);
	return executions;
}

/** Whether an execution sent a confirmation. */
const confirmedIn = (execution: Execution) => itemsOf(execution, 'Confirm the order').length > 0;

test('two customers whose messages cross each get the answer to their own', async () => {
	await Promise.all([shop.write(ANI, 'I would like to order'), shop.write(BUDI, 'Mau PESAN kaos')]);
	expect(await shop.heard(ANI, 1)).toEqual([QUESTION]);
	expect(await shop.heard(BUDI, 1)).toEqual([QUESTION]);

	await Promise.all([shop.write(BUDI, 'xl'), shop.write(ANI, ' M please')]);
	expect(await shop.heard(ANI, 2)).toEqual([QUESTION, confirmed('Ani', 'M')]);
	expect(await shop.heard(BUDI, 2)).toEqual([QUESTION, confirmed('Budi', 'XL')]);

	// The execution that asked is the one that went on; the answer's own one only handed it over.
	const executions = await allDone(4);
	expect(executions.map(confirmedIn)).toEqual([true, true, false, false]);
	expect(user.gateway.sends()).toHaveLength(4);
});

test('an answer that is no size is asked again, by the same execution', async () => {
	await shop.write(ANI, 'order');
	await shop.heard(ANI, 1);
	await shop.write(ANI, "I'm not sure");
	await shop.heard(ANI, 2);
	await shop.write(ANI, 'L');
	expect(await shop.heard(ANI, 3)).toEqual([QUESTION, QUESTION, confirmed('Ani', 'L')]);
	expect((await allDone(3)).map(confirmedIn)).toEqual([true, false, false]);
});

test('an answer that comes before the Wait node waits is not lost', async () => {
	// WhatsApp has the question, and n8n does not know it for two seconds.
	user.gateway.misbehave({
		where: ({ text }) => text === QUESTION,
		kind: 'acceptThenAnswer',
		delayMs: 2_000,
	});
	await shop.write(ANI, 'order');
	await shop.heard(ANI, 1);
	await shop.write(ANI, 'S');
	expect(await shop.heard(ANI, 2)).toEqual([QUESTION, confirmed('Ani', 'S')]);
	await allDone(2);
	expect(user.gateway.sends()).toHaveLength(2);
});

test('two orders of one customer at the same moment are one order', async () => {
	await Promise.all([shop.write(ANI, 'order'), shop.write(ANI, 'pesan')]);
	// The second message is no size.
	expect(await shop.heard(ANI, 2)).toEqual([QUESTION, QUESTION]);
	await shop.write(ANI, 'M');
	expect(await shop.heard(ANI, 3)).toEqual([QUESTION, QUESTION, confirmed('Ani', 'M')]);
	expect((await allDone(3)).filter(confirmedIn)).toHaveLength(1);
	expect(user.gateway.sends()).toHaveLength(3);
});

test('two answers at the same moment are confirmed once', async () => {
	await shop.write(ANI, 'order');
	await shop.heard(ANI, 1);
	await Promise.all([shop.write(ANI, 'M'), shop.write(ANI, 'M')]);
	expect(await shop.heard(ANI, 2)).toEqual([QUESTION, confirmed('Ani', 'M')]);
	expect((await allDone(3)).filter(confirmedIn)).toHaveLength(1);
	expect(user.gateway.sends()).toHaveLength(2);
});

test('a message that is no order and answers nothing gets no reply', async () => {
	await shop.write(ANI, 'Thanks, see you!');
	await allDone(1);
	expect(user.gateway.sends()).toEqual([]);
});

describe('an open order whose execution is gone', () => {
	test('deleted: the next message starts a new order', async () => {
		await shop.write(ANI, 'order');
		await shop.heard(ANI, 1);
		const [waiting] = await user.client.listExecutions(shop.id);
		await user.client.request('POST', '/rest/executions/delete', { ids: [waiting?.id] });
		await shop.write(ANI, 'L');
		expect(await shop.heard(ANI, 2)).toEqual([QUESTION, QUESTION]);
		await shop.write(ANI, 'L');
		expect(await shop.heard(ANI, 3)).toEqual([QUESTION, QUESTION, confirmed('Ani', 'L')]);
		await allDone(2);
	});

	test('failed: the next message starts a new order', async () => {
		user.gateway.misbehave({ status: 422, body: { status: false, message: 'Nomor diblokir' } });
		await shop.write(ANI, 'order');
		expect(await shop.ended(1).then(([execution]) => execution && errorText(execution))).toContain(
			'Omnichat refused',
		);
		await shop.write(ANI, 'hello?');
		expect(await shop.heard(ANI, 1)).toEqual([QUESTION]);
		await shop.write(ANI, 'S');
		expect(await shop.heard(ANI, 2)).toEqual([QUESTION, confirmed('Ani', 'S')]);
		await shop.ended(3);
		expect(await openOrders.rows()).toEqual([]);
	});
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
	const [asked] = await shop.ended(2);
	expect(asked && errorText(asked)).toContain('Omnichat refused');
	expect(await openOrders.rows()).toEqual([]);

	const retried = await user.client.retryExecution(String(asked?.id), 'original');
	expect(errorText(await user.client.waitForExecution(retried))).toBeUndefined();
	expect(await shop.heard(ANI, 2)).toEqual([QUESTION, confirmed('Ani', 'M')]);
	expect(user.gateway.accepted).toHaveLength(2);
});

// n8n looks once a minute for executions whose time is up.
test('who does not answer is let go, and starts anew with the next order', async () => {
	await user.client.deactivate(shop.id);
	await open(1);
	await shop.write(ANI, 'order');
	expect(await shop.heard(ANI, 2, 100_000)).toEqual([
		QUESTION,
		expect.stringContaining('We have not heard from you') as string,
	]);
	await allDone(1);

	// Too late: there is nothing that this could answer.
	await shop.write(ANI, 'M');
	await allDone(2);
	expect(user.gateway.accepted).toHaveLength(2);

	await user.client.deactivate(shop.id);
	await open();
	await shop.write(ANI, 'order');
	await shop.heard(ANI, 3);
	await shop.write(ANI, 'M');
	expect((await shop.heard(ANI, 4)).slice(2)).toEqual([QUESTION, confirmed('Ani', 'M')]);
	await allDone(2);
}, 180_000);
