import type { IRunExecutionData } from 'n8n-workflow';

import { useGateway } from '../engine/demoGateway';
import { broken, untried } from './contract';
import { broadcast, playAction, playQuestion, playTrigger } from './play';
import { demandUnreleased, releasedVersions } from './released';
import { saveToday, today } from './save';
import {
	CURRENT,
	read,
	versions,
	write,
	type Saved,
	type SavedNode,
	type SavedQuestion,
} from './saved';
import { ACTIONS, accounts, SITI, TRIGGERS, type Action, type Trigger } from './workflows';

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

/** What n8n stores of a question, without what is another one each time: moments, and how it is sealed. */
function storedOfQuestion({ what, answered, run, staticData }: SavedQuestion) {
	const { executionData } = run['data'] as unknown as IRunExecutionData;
	const text = JSON.stringify([executionData?.contextData, staticData])
		.replace(/(\\?"(?:address|device)\\?":\\?")[\w-]+/g, '$1<sealed>')
		.replace(/"(askedAt|until|waitsSince)":\d+/g, '"$1":"<moment>"');
	return { what, answered, stored: JSON.parse(text) as unknown };
}

/* Of a released version nothing is saved anew: what changes what is stored takes the next version. */
test('what is saved of it is what it stores today: npm run upgrade:save', async () => {
	const stores = ({ contract, review, state: { waiting, stopped, keyed, died } }: Saved) => ({
		contract,
		review,
		questions: waiting.map(storedOfQuestion),
		lists: [stopped.lists, keyed.lists, died.lists],
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

	test('each question that waits is answered by its link and in its chat, with the same item', async () => {
		const now: Saved['state']['waiting'] = [];
		for (const { answered, ...question } of saved.state.waiting) {
			const ways = answered.map(({ output: _, requests: __, ...way }) => way);
			now.push(await playQuestion(question, ways, saved.credential));
		}
		expect(now).toEqual(saved.state.waiting);
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
