import { errorText, ExampleUser, type Published, type Table } from './exampleUser';

jest.setTimeout(60_000);

const ANI = '6281234567890';
const BUDI = '6281234567891';
/** A customer whose number WhatsApp hides. */
const HIDDEN = '143211234567890';

let user: ExampleUser;
let shop: Published;
let stopList: Table;
/** How many messages have come in. */
let written: number;

beforeAll(async () => {
	user = await ExampleUser.start();
});
beforeEach(async () => {
	const workflow = await user.importExample('stop-list');
	shop = await user.publish(workflow);
	stopList = workflow.tables['Stop list'] as Table;
	written = 0;
});
afterEach(async () => {
	await user.client.deactivate(shop.id);
	user.gateway.reset();
});
afterAll(() => user.stop());

/** Lets customers write at the same moment, and waits until all that n8n does about it is done. */
async function write(...messages: Array<[from: string, text: string]>): Promise<void> {
	await Promise.all(messages.map(([from, text]) => shop.write(from, text)));
	written += messages.length;
	const executions = await shop.ended(written);
	expect(executions.map(errorText)).toEqual(executions.map(() => undefined));
}

const numbers = async () => (await stopList.rows()).map(({ phone }) => phone);
/** As the trigger gives a number, and so the table holds it. */
const phoneOf = (digits: string) => `+${digits}`;

/** What a chat was told, each by its first words. */
const told = (from: string) =>
	user.gateway.accepted
		.filter(({ chatId }) => chatId.startsWith(`${from}@`))
		.map(({ text }) => text.split(' ').slice(0, 3).join(' '));

const STOPPED = 'You will get';
const STARTED = 'Welcome back! You';
const ASKED = 'WhatsApp does not';

test('two customers who cross: one stops while the other comes back', async () => {
	await write([ANI, 'STOP'], [BUDI, ' berhenti. ']);
	expect((await numbers()).sort()).toEqual([ANI, BUDI].map(phoneOf));
	await write([ANI, 'start'], [BUDI, 'stop']);
	expect(await numbers()).toEqual([phoneOf(BUDI)]);
	expect(told(ANI)).toEqual([STOPPED, STARTED]);
	expect(told(BUDI)).toEqual([STOPPED, STOPPED]);
});

test('other messages get no answer and change nothing', async () => {
	await write([ANI, 'Do not stop!'], [BUDI, 'When do you start?']);
	await write([ANI, 'START']);
	expect(await numbers()).toEqual([]);
	expect(user.gateway.sends()).toEqual([]);
});

test('a customer with a hidden number is asked for it, and can come back from the same chat', async () => {
	const chat = `${HIDDEN}@lid`;
	await write([chat, 'STOP']);
	expect(await numbers()).toEqual([]);
	await write([chat, 'Stop 0812-3456-7890']);
	expect(await numbers()).toEqual([phoneOf(ANI)]);
	await write([chat, 'START']);
	expect(await numbers()).toEqual([]);
	expect(told(HIDDEN)).toEqual([ASKED, STOPPED, STARTED]);
});

test('who was put on the list by hand comes off it by START', async () => {
	await stopList.insert({ phone: ANI }, { phone: phoneOf(ANI) }, { phone: BUDI });
	await write([ANI, 'START']);
	expect(await numbers()).toEqual([BUDI]);
	expect(told(ANI)).toEqual([STARTED]);
});
