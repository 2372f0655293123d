import type { IRun } from 'n8n-workflow';

import { useGateway } from '../engine/demoGateway';
import { newProcess } from '../engine/newProcess';
import { demo } from '../gateway';
import { broken, untried } from './contract';
import { broadcast, fillIn, playAction, playTrigger, writeBack } from './play';
import { demandUnreleased, releasedVersions } from './released';
import { saveToday, today } from './save';
import { CURRENT, read, versions, write, type Saved, type SavedNode } from './saved';
import { settled } from './settled';
import { ACTIONS, accounts, BUDI, SITI, TRIGGERS, type Action, type Trigger } from './workflows';

jest.setTimeout(120_000);

useGateway({ accounts });

/** `npm run upgrade:save` sets it. */
const isToSave = process.env['OMNICHAT_SAVE_VERSION'] === '1';
if (isToSave) {
	beforeAll(async () => {
		demandUnreleased(CURRENT, releasedVersions());
		write(await saveToday());
	}, 120_000);
}

test('the version that is worked on has left what it stores', () => {
	expect(versions()).toContain(CURRENT);
});

/* Of a released version nothing is saved anew: what changes what is stored takes the next version. */
test('what is saved of it is what it stores today: npm run upgrade:save', async () => {
	const stores = ({ contract, state: { stopped, keyed } }: Saved) => ({
		contract,
		lists: [stopped.lists, keyed.lists],
	});
	expect(stores(read(CURRENT))).toEqual(stores(await saveToday()));
});

test('what is stored tries every field and every choice of today', () => {
	const { omnichat, omnichatTrigger } = today().nodes;
	const { actions, triggers } = read(CURRENT);
	const all = (filledIn: Readonly<Record<string, Action | Trigger>>, nodes: SavedNode[]) => [
		...Object.values(filledIn).map(({ parameters }) => parameters),
		...nodes.map(({ shown }) => shown),
	];
	expect(omnichat && untried(omnichat, all(ACTIONS, actions))).toEqual([]);
	expect(omnichatTrigger && untried(omnichatTrigger, all(TRIGGERS, triggers))).toEqual([]);
	expect([...new Set(triggers.map(({ node }) => node.typeVersion))]).toEqual(
		omnichatTrigger?.versions,
	);
});

describe.each([...new Set([...versions(), CURRENT])])('what version %s has stored', (version) => {
	let saved: Saved;
	beforeAll(() => {
		saved = read(version);
	});

	test('has every field, choice, default, webhook and type version still', () => {
		expect(broken(saved.contract, today())).toEqual([]);
	});

	test('is shown the same, asks the server the same and gives out the same', async () => {
		const now: Saved['actions'] = [];
		for (const action of saved.actions) now.push(await playAction(action, saved.credential));
		expect(now).toEqual(saved.actions);
	});

	test('is started by the same messages, with the same items', async () => {
		const now: Saved['triggers'] = [];
		for (const trigger of saved.triggers) now.push(await playTrigger(trigger, saved.credential));
		expect(now).toEqual(saved.triggers);
	});

	const answer = { approved: true, respondedBy: `+${BUDI}`, itemIndex: 0 };

	test('a question that waits is answered by its link', async () => {
		const { node, run, executionId } = saved.state.waiting;
		const waiting = { run: run as unknown as IRun, executionId };
		const items = await fillIn(node, { answer: 'approve' }, waiting, newProcess().node);
		expect(settled(items)).toMatchObject([{ json: { data: { ...answer, answeredBy: 'link' } } }]);
	});

	test('a question that waits is answered in the chat, and nothing else starts', async () => {
		const body = { device_key: demo.deviceKey, name: 'Budi', from: BUDI, message: 'ya' };
		const { wentOn, started } = await writeBack(saved.state.waiting, body, saved.credential);
		expect(wentOn).toMatchObject([{ data: { ...answer, answeredBy: 'chat' } }]);
		expect(started).toBeUndefined();
	});

	test('the retry of a broadcast that stopped sends to nobody again', async () => {
		const { stopped } = saved.state;
		const retry = { ...stopped, mode: 'retry', executionId: 'retry' } as const;
		expect(await broadcast(retry, saved.credential)).toMatchObject({
			sentTo: [SITI],
			failed: false,
		});
	});

	test('the retry of a broadcast in which n8n died sends to the rest, and one more to nobody', async () => {
		const { diesAt, ...died } = saved.state.died;
		const phones = died.items.map(({ phone }) => phone);
		const retry = { ...died, mode: 'retry', executionId: 'retry' } as const;
		const { lists, ...first } = await broadcast(retry, saved.credential);
		// It says that of the one on its way nobody knows.
		expect(first).toEqual({ sentTo: phones.slice(diesAt + 1), failed: true });
		const again = { ...retry, lists, executionId: 'another' };
		expect(await broadcast(again, saved.credential)).toMatchObject({ sentTo: [], failed: true });
	});

	test('a message key that was used is known, and one that was given back is not', async () => {
		const again = { ...saved.state.keyed, executionId: 'another', resumeToken: 'another token' };
		expect(await broadcast(again, saved.credential)).toMatchObject({ sentTo: [SITI] });
	});
});
