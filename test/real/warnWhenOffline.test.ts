import { errorText, ExampleUser, type Table } from './exampleUser';

jest.setTimeout(60_000);

const OFFLINE = 'Your WhatsApp number is offline';
const BACK = 'Your WhatsApp number is back online';

let user: ExampleUser;
let id: string;
let outages: Table;

beforeAll(async () => {
	user = await ExampleUser.start();
});
beforeEach(async () => {
	const workflow = await user.importExample('warn-when-offline');
	id = workflow.id;
	outages = workflow.tables['Outages'] as Table;
});
afterEach(() => {
	user.gateway.reset();
	user.mailServer.mails.length = 0;
	user.mailServer.accepts = true;
});
afterAll(() => user.stop());

/** What happens every ten minutes. Gives the error that stopped it, if any. */
async function check(): Promise<string | undefined> {
	const execution = await user.client.runWorkflow(id, 'Every ten minutes');
	return errorText(await user.client.waitForExecution(execution));
}

/** Connects the number, or takes it off. */
function setConnected(connected: boolean): void {
	const device = user.gateway.accounts[0]?.devices[0];
	if (device) device.connected = connected;
}

/** The e-mails' text, without the line ends that mail puts into it. */
const texts = () => user.mailServer.mails.map(({ data }) => data.replace(/=\r\n/g, ''));

const subjects = () =>
	user.mailServer.mails.map(({ data }) => /^Subject: (.*)$/m.exec(data)?.[1]?.trim());

test('one e-mail for each outage, and one when the number is back', async () => {
	expect(await check()).toBeUndefined();
	expect(subjects()).toEqual([]);

	setConnected(false);
	for (let checks = 0; checks < 3; checks++) expect(await check()).toBeUndefined();
	expect(subjects()).toEqual([OFFLINE]);
	expect(user.mailServer.mails[0]?.to).toEqual(['owner@example.com']);
	expect(texts()[0]).toContain('scan the QR code');
	expect(await outages.rows()).toMatchObject([{ device: 'Main number' }]);

	setConnected(true);
	for (let checks = 0; checks < 2; checks++) expect(await check()).toBeUndefined();
	expect(subjects()).toEqual([OFFLINE, BACK]);
	expect(texts()[1]).toMatch(/offline since \d\d \w{3} \d{4}, \d\d:\d\d\./);
	expect(await outages.rows()).toEqual([]);

	setConnected(false);
	expect(await check()).toBeUndefined();
	expect(subjects()).toEqual([OFFLINE, BACK, OFFLINE]);
	expect(user.gateway.sends()).toEqual([]);
});

test('a warning that could not be sent is tried again by the next check', async () => {
	setConnected(false);
	user.mailServer.accepts = false;
	expect(await check()).toContain('Not now');
	expect(await outages.rows()).toEqual([]);

	user.mailServer.accepts = true;
	expect(await check()).toBeUndefined();
	expect(await check()).toBeUndefined();
	expect(subjects()).toEqual([OFFLINE]);
});

test('when Omnichat cannot be asked, the warning says why, once', async () => {
	const device = user.gateway.accounts[0]?.devices[0];
	if (device) device.key = 'another-device';
	expect(await check()).toBeUndefined();
	expect(await check()).toBeUndefined();
	expect(subjects()).toEqual([OFFLINE]);
	expect(texts()[0]).toContain('n8n could not ask Omnichat');
	expect(texts()[0]).toContain('does not know this device');
});
