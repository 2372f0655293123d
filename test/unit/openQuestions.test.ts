import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import {
	chatKey,
	openQuestions,
	OpenQuestions,
	type OpenQuestion,
} from '../../nodes/Omnichat/answer/openQuestions';
import { seal, unseal } from '../../nodes/Omnichat/answer/sealed';
import { storeQuestions } from '../../nodes/Omnichat/answer/storedQuestions';
import { AnswerRepeats } from '../../nodes/Omnichat/trigger/answerRepeats';
import { AtMost } from '../../nodes/Omnichat/trigger/atMost';

const NOW = 1_000_000;
const SHOP = 'shop';

const question = (id: string, more: Partial<OpenQuestion> = {}): OpenQuestion => ({
	id,
	workflowId: SHOP,
	run: `run of ${id}`,
	chat: 'chat',
	address: 'sealed',
	askedAt: NOW,
	until: NOW + 1_000,
	waitsSince: NOW,
	...more,
});

const idsOf = (questions: readonly OpenQuestion[]) => questions.map(({ id }) => id);

describe('the questions of a chat', () => {
	test('the newest comes first, and one whose time is up is none', () => {
		const open = new OpenQuestions();
		open.add(question('old', { askedAt: NOW - 2 }));
		open.add(question('new', { askedAt: NOW - 1 }));
		open.add(question('over', { until: NOW }));
		open.add(question('other', { chat: 'another' }));
		expect(idsOf(open.of('chat', NOW))).toEqual(['new', 'old']);
	});

	test('asked again by another try, it is as old as it was', () => {
		const open = new OpenQuestions();
		open.add(question('a', { askedAt: NOW - 2 }));
		open.add(question('b', { askedAt: NOW - 1 }));
		open.add(question('a', { askedAt: NOW }));
		expect(idsOf(open.of('chat', NOW))).toEqual(['b', 'a']);
	});

	test('one answer closes all questions of its run, for good', () => {
		const open = new OpenQuestions();
		open.add(question('a', { run: 'run' }));
		open.add(question('b', { run: 'run', chat: 'another' }));
		open.close('run', 'message 1');
		open.add(question('a', { run: 'run' }));
		open.recall(question('b', { run: 'run' }));
		expect([...open.of('chat', NOW), ...open.of('another', NOW)]).toEqual([]);
		expect(open.answeredBy('run')).toBe('message 1');
		expect(open.answeredBy('another')).toBeUndefined();
	});

	test('are found without a look at those of all others', () => {
		const open = new OpenQuestions();
		for (const chat of ['another', 'chat', 'a third']) open.add(question(`of ${chat}`, { chat }));
		for (const chat of ['another', 'a third']) {
			const look = () => {
				throw new Error('It was looked at');
			};
			Object.defineProperties(open.find(`of ${chat}`), {
				chat: { get: look },
				until: { get: look },
			});
		}
		expect(idsOf(open.of('chat', NOW))).toEqual(['of chat']);
	});

	test('are none when they were forgotten, and those of their chat that were not are left', () => {
		const open = new OpenQuestions();
		for (const id of ['a', 'b', 'c']) open.add(question(id));
		open.forget('b');
		open.forget('b');
		open.forget('unknown');
		open.close('run of c');
		expect(idsOf(open.of('chat', NOW))).toEqual(['a']);
		open.forget('a');
		expect(open.of('chat', NOW)).toEqual([]);
		open.add(question('b'));
		expect(idsOf(open.of('chat', NOW))).toEqual(['b']);
	});

	test('are bounded: of too many, the one that was put in longest ago is forgotten', () => {
		const open = new OpenQuestions();
		for (let at = 0; at < 10_000; at++) open.add(question(String(at), { chat: `chat ${at % 2}` }));
		open.add(question('0', { chat: 'chat 0' }));
		open.add(question('last', { chat: 'chat 0' }));
		expect(open.find('1')).toBeUndefined();
		expect(open.of('chat 1', NOW).some(({ id }) => id === '1')).toBe(false);
		expect(open.of('chat 0', NOW)).toHaveLength(5_001);
		expect(open.of('chat 1', NOW)).toHaveLength(4_999);
	});

	test('what is stored does not take the place of what is known', () => {
		const open = new OpenQuestions();
		open.add(question('a', { waitsSince: NOW + 1 }));
		open.recall(question('a'));
		expect(open.find('a')?.waitsSince).toBe(NOW + 1);
	});
});

describe('what is stored with a workflow', () => {
	test('is what was stored and what this process knows, without what is closed or over', () => {
		const open = new OpenQuestions();
		open.add(question('known', { askedAt: NOW - 1 }));
		open.add(question('still asking', { waitsSince: undefined } as never));
		open.add(question('elsewhere', { workflowId: 'another' }));
		open.close('run of closed');
		const stored = ['stored', 'closed'].map((id) => question(id, { askedAt: NOW - 2 }));
		expect(idsOf(open.toStore(SHOP, [...stored, question('over', { until: NOW })], NOW))).toEqual([
			'stored',
			'known',
		]);
	});

	test('is made up when n8n writes it: an execution that writes last knows of those that asked meanwhile', () => {
		const staticData: IDataObject = {};
		const execution = {
			getWorkflowStaticData: () => staticData,
			getWorkflow: () => ({ id: SHOP }),
		} as unknown as IExecuteFunctions;
		openQuestions.add(question('own', { until: Infinity }));
		storeQuestions(execution);
		openQuestions.add(question('meanwhile', { until: Infinity }));
		openQuestions.close('run of own');
		const written = JSON.parse(JSON.stringify(staticData)) as Record<string, object>;
		expect(Object.values(written).flatMap(Object.keys)).toEqual(['meanwhile']);
	});

	test('is bounded: of too many, the newest', () => {
		const open = new OpenQuestions();
		for (let at = 0; at < 600; at++) open.add(question(String(at), { askedAt: at }));
		const kept = idsOf(open.toStore(SHOP, [], NOW));
		expect([kept.length, kept[0], kept.at(-1)]).toEqual([500, '100', '599']);
	});
});

describe('who was asked', () => {
	test('is told apart by chat and device, and neither is told', () => {
		const key = chatKey('device', '+6281290641111');
		expect(chatKey('device', '+6281290641111')).toBe(key);
		expect(chatKey('another', '+6281290641111')).not.toBe(key);
		expect(chatKey('device', '+6281290642222')).not.toBe(key);
		expect(key).not.toMatch(/81290641111|device/);
	});
});

describe('an address that is stored', () => {
	test('is read only with the key of the device', () => {
		const sealed = seal('http://n8n/webhook-waiting/1?signature=2', 'device');
		expect(unseal(sealed, 'device')).toBe('http://n8n/webhook-waiting/1?signature=2');
		expect(unseal(sealed, 'another')).toBeUndefined();
		expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('signature');
	});

	test.each(['', 'x', 'A'.repeat(37), 'A'.repeat(200)])('%j is none', (sealed) => {
		expect(unseal(sealed, 'device')).toBeUndefined();
	});
});

describe('the same message again', () => {
	afterEach(() => jest.restoreAllMocks());

	const asked = () => true;
	const offer = async (
		repeats: AnswerRepeats,
		isAsked = asked,
		isAnswered = () => false,
		knows = () => true,
	) => await repeats.take('chat', 'ya', isAsked, { isAnswered, knows });

	test.each<[what: string, knows: boolean, isAsked: boolean, repeats: boolean]>([
		['whose caller may not know that it came', false, true, true],
		['and there is nothing more to answer', true, false, true],
		['of somebody who was asked two things', true, true, false],
	])('%s', async (_what, knows, isAsked, isRepeat) => {
		const repeats = new AnswerRepeats();
		const end = await offer(
			repeats,
			asked,
			() => false,
			() => knows,
		);
		if (typeof end === 'string') throw new Error('It is the first one');
		end(true);
		expect((await offer(repeats, () => isAsked)) === 'repeat').toBe(isRepeat);
		expect(repeats.mayAnswer('chat')).toBe(true);
	});

	test('that answered nothing is a new one', async () => {
		const repeats = new AnswerRepeats();
		const end = await offer(repeats);
		if (typeof end !== 'string') end(false);
		expect(repeats.mayAnswer('chat')).toBe(false);
		expect(await offer(repeats)).not.toBe('repeat');
	});

	test('may come while nobody knows yet whether the first one answers, from a chat that is asked nothing more', async () => {
		const repeats = new AnswerRepeats();
		const first = await offer(repeats);
		const second = offer(repeats);
		expect(repeats.mayAnswer('chat')).toBe(true);
		expect(repeats.mayAnswer('another')).toBe(false);
		if (typeof first !== 'string') first(false);
		const end = await second;
		expect(repeats.mayAnswer('chat')).toBe(true);
		if (typeof end !== 'string') end(false);
		expect(repeats.mayAnswer('chat')).toBe(false);
	});

	test('while nobody knows yet whether the first one answers: waits for that', async () => {
		const repeats = new AnswerRepeats();
		const first = await offer(repeats);
		const [second, third] = [offer(repeats), offer(repeats)];
		if (typeof first !== 'string') first(true);
		expect([await second, await third]).toEqual(['repeat', 'repeat']);
	});

	test('whose second caller has left while he waited: may come a third time', async () => {
		const repeats = new AnswerRepeats();
		const first = await offer(repeats);
		const second = offer(
			repeats,
			asked,
			() => false,
			() => false,
		);
		if (typeof first !== 'string') first(true);
		expect(await second).toBe('repeat');
		expect(await offer(repeats)).toBe('repeat');
		const later = Date.now() + 31_000;
		jest.spyOn(Date, 'now').mockReturnValue(later);
		expect(await offer(repeats)).toBe('doubtful');
	});

	test('is a new one where the call of the first one is answered already; again while it waits, it is not', async () => {
		const repeats = new AnswerRepeats();
		const first = await offer(repeats, asked, () => true);
		const second = offer(repeats);
		const later = Date.now() + 31_000;
		jest.spyOn(Date, 'now').mockReturnValue(later);
		const again = offer(repeats);
		if (typeof first !== 'string') first(true);
		const end = await second;
		if (typeof end === 'string') throw new Error('Its writer was asked something else, too');
		end(true);
		expect(await again).toBe('repeat');
	});
});

test('so many tasks at most run at once, in their order, also when one fails', async () => {
	const most = new AtMost(2);
	const begun: number[] = [];
	const ends: Array<() => void> = [];
	const run = async (task: number) =>
		await most.run(async () => {
			begun.push(task);
			await new Promise<void>((resolve) => ends.push(resolve));
			if (task === 1) throw new Error('failed');
		});
	const tasks = Promise.allSettled([1, 2, 3, 4].map(run));
	const soon = async () => await new Promise(setImmediate);
	await soon();
	expect(begun).toEqual([1, 2]);
	ends[0]?.();
	await soon();
	expect(begun).toEqual([1, 2, 3]);
	for (const end of ends) end();
	await soon();
	for (const end of ends) end();
	expect((await tasks).map(({ status }) => status)).toEqual([
		'rejected',
		'fulfilled',
		'fulfilled',
		'fulfilled',
	]);
});
