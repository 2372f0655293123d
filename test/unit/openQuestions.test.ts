import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import {
	openQuestions,
	OpenQuestions,
	type OpenQuestion,
} from '../../nodes/Omnichat/answer/openQuestions';
import { chatKey, personKey } from '../../nodes/Omnichat/answer/questionKeys';
import { seal, unseal } from '../../nodes/Omnichat/answer/sealed';
import { storeQuestions } from '../../nodes/Omnichat/answer/storedQuestions';

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

/** What a writer of the chat may answer. */
const openTo = (questions: OpenQuestions, writer = 'Ani', chat = 'chat') =>
	idsOf(questions.of(chat, NOW, writer));

describe('the questions of a chat', () => {
	test('the newest comes first, and one whose time is up is none', () => {
		const open = new OpenQuestions();
		open.add(question('old', { askedAt: NOW - 2 }));
		open.add(question('new', { askedAt: NOW - 1 }));
		open.add(question('over', { askedAt: NOW - 3, until: NOW }));
		open.add(question('other', { chat: 'another' }));
		expect(openTo(open)).toEqual(['new', 'old']);
	});

	test('asked again by another try, it is as old as it was', () => {
		const open = new OpenQuestions();
		open.add(question('a', { askedAt: NOW - 2 }));
		open.add(question('b', { askedAt: NOW - 1 }));
		open.add(question('a', { askedAt: NOW }));
		expect(openTo(open)).toEqual(['b', 'a']);
	});

	test('the next one is asked after all of its chat, whatever the clock says', () => {
		const open = new OpenQuestions();
		const newestAt = (chat: string, now: number) => open.newestAt({ chat }, now);
		expect(newestAt('chat', NOW)).toBe(NOW);
		open.add(question('a'));
		open.add(question('b', { askedAt: NOW - 1 }));
		expect(newestAt('chat', NOW)).toBe(NOW + 1);
		expect(newestAt('chat', NOW + 5)).toBe(NOW + 5);
		expect(newestAt('another', NOW - 5)).toBe(NOW - 5);
	});

	test('the next one is asked after all that other devices have asked the group, and nobody else', () => {
		const open = new OpenQuestions();
		open.add(question('a', { person: 'the team', isGroup: true }));
		const newestAt = (person: string, isGroup?: true) =>
			open.newestAt({ chat: 'another', person, ...(isGroup && { isGroup }) }, NOW - 1);
		expect(newestAt('the team', true)).toBe(NOW + 1);
		expect(newestAt('another team', true)).toBe(NOW - 1);
		expect(newestAt('the team')).toBe(NOW - 1);
	});

	test('asked anew, it is the newest; asked elsewhere, nothing older is open where it was asked', () => {
		for (const chat of ['chat', 'another']) {
			const open = new OpenQuestions();
			open.add(question('a', { askedAt: NOW - 3, person: 'Ani' }));
			open.add(question('b', { askedAt: NOW - 2, person: 'Ani' }));
			open.add(question('c', { askedAt: NOW - 1, person: 'Ani' }));
			open.askAnew('b', chat);
			open.askAnew('unknown', chat);
			open.add(question('b', { person: 'Budi', chat }));
			expect(openTo(open)).toEqual(chat === 'chat' ? ['b', 'c', 'a'] : ['c']);
			expect([open.chatsOf('Ani'), open.chatsOf('Budi')]).toEqual([['chat'], [chat]]);
		}
	});

	test('a run that goes on has none that waits, and the others wait still', () => {
		const open = new OpenQuestions();
		open.add(question('a', { run: 'run' }));
		open.add(question('b'));
		open.runsAgain('run');
		expect(openTo(open).map((id) => open.find(id)?.waitsSince)).toEqual([NOW, undefined]);
		expect(idsOf(open.toStore(SHOP, NOW))).toEqual(['b']);
	});

	test('one answer closes all questions of its run, for good', () => {
		const open = new OpenQuestions();
		open.add(question('a', { run: 'run' }));
		open.add(question('b', { run: 'run', chat: 'another' }));
		open.close('run', 'message 1');
		open.add(question('a', { run: 'run' }));
		open.recall([question('b', { run: 'run' })]);
		expect([...openTo(open), ...openTo(open, 'Ani', 'another')]).toEqual([]);
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
		expect(openTo(open)).toEqual(['of chat']);
	});

	test('are none when they were forgotten, and those of their chat that were not are left', () => {
		const open = new OpenQuestions();
		for (const id of ['a', 'b', 'c']) open.add(question(id));
		open.forget('b');
		open.forget('b');
		open.forget('unknown');
		open.close('run of c', 'Ani 1');
		expect(openTo(open)).toEqual(['a']);
		open.forget('a');
		expect(openTo(open)).toEqual([]);
		open.add(question('b'));
		expect(openTo(open)).toEqual(['b']);
	});

	test('are bounded: of too many, the one that was asked first is forgotten, so that no older one of its chat is left', () => {
		const open = new OpenQuestions();
		for (let at = 0; at < 10_000; at++) open.add(question(String(at), { chat: `chat ${at % 2}` }));
		open.add(question('0', { chat: 'chat 0' }));
		open.add(question('last', { chat: 'chat 0' }));
		expect(open.find('0')).toBeUndefined();
		expect(openTo(open, 'Ani', 'chat 0')).not.toContain('0');
		expect(openTo(open, 'Ani', 'chat 0')).toHaveLength(5_000);
		expect(openTo(open, 'Ani', 'chat 1')).toHaveLength(5_000);
	});

	test('are known by whom they were sent to, whichever device sent them', () => {
		const open = new OpenQuestions();
		open.add(question('a', { person: 'Ani' }));
		open.add(question('b', { person: 'Ani', run: 'run of a' }));
		open.add(question('c', { person: 'Ani', chat: 'another' }));
		open.add(question('d', { person: 'Budi', chat: 'of Budi' }));
		open.add(question('e', { chat: 'of an older version' }));
		expect(open.chatsOf('Ani')).toEqual(['chat', 'another']);
		expect(['run of a', 'run of c', 'run of f'].map((run) => open.isOpen(run))).toEqual([
			true,
			true,
			false,
		]);
	});

	test('may be the only ones that take answers, or not', () => {
		const open = new OpenQuestions();
		const isAsked = (id: string, chat = 'chat') => open.isAskedElse({ id, chat });
		expect(isAsked('a')).toBe(false);
		open.add(question('a'));
		expect(['a', 'b'].map((id) => isAsked(id))).toEqual([false, true]);
		open.add(question('b', { askedAt: NOW + 1 }));
		expect(['chat', 'another'].map((chat) => isAsked('b', chat))).toEqual([true, false]);
		open.close('run of b');
		expect(isAsked('b')).toBe(false);
	});

	test('may be the only ones that take answers in a group, whichever device asks', () => {
		const open = new OpenQuestions();
		const isAsked = () =>
			open.isAskedElse({ id: 'b', chat: 'another', person: 'the team', isGroup: true });
		open.add(question('linkOnly', { person: 'the team', isGroup: true, address: '' }));
		expect(isAsked()).toBe(false);
		open.add(question('a', { person: 'the team', isGroup: true }));
		expect(isAsked()).toBe(true);
		open.close('run of linkOnly');
		expect(isAsked()).toBe(false);
	});

	test('of the same moment: that of the later item is the newer one, after a restart too', () => {
		const open = new OpenQuestions();
		for (const id of ['1', '10', '9']) open.add(question(id));
		expect(openTo(open)).toEqual(['10', '9', '1']);
		const restarted = new OpenQuestions();
		restarted.recall(open.toStore(SHOP, NOW));
		expect(openTo(restarted)).toEqual(['10', '9', '1']);
	});

	test('what is stored does not take the place of what is known', () => {
		const open = new OpenQuestions();
		open.add(question('a', { waitsSince: NOW + 1 }));
		open.recall([question('a')]);
		expect(open.find('a')?.waitsSince).toBe(NOW + 1);
	});
});

describe('a question that may not have been seen, in a group that another device has asked', () => {
	const inGroup = (id: string, chat: string, more: Partial<OpenQuestion> = {}) =>
		question(id, { chat, person: 'group', isGroup: true, ...more });

	test.each<[what: string, other: Partial<OpenQuestion>, takes: boolean]>([
		['something older', { askedAt: NOW - 1 }, false],
		[
			'something older that one writer alone may answer',
			{ askedAt: NOW - 1, onlyFrom: 'Ani' },
			false,
		],
		['something newer', { askedAt: NOW + 1 }, false],
		['something older that nobody may answer', { askedAt: NOW - 1, onlyFrom: '' }, true],
		['something older whose time is up', { askedAt: NOW - 1, until: NOW }, true],
		['something older to another group', { askedAt: NOW - 1, person: 'another' }, true],
	])('%s (%j): it takes an answer %p', (_what, other, takes) => {
		const open = new OpenQuestions();
		open.add(inGroup('other', 'through another device', other));
		open.add(inGroup('unsure', 'chat', { isUnsure: true }));
		expect(openTo(open)).toEqual(takes ? ['unsure'] : []);
	});
});

describe('a question that may not have been seen, in a chat that was asked something else', () => {
	const asked = () => {
		const open = new OpenQuestions();
		open.add(question('other', { askedAt: NOW - 1 }));
		open.add(question('unsure', { isUnsure: true }));
		return open;
	};

	test('takes nothing while the older one is open, nor does that', () => {
		const open = asked();
		expect(openTo(open)).toEqual([]);
		open.close('run of other');
		expect(openTo(open)).toEqual(['unsure']);
	});

	test('takes nothing for good once its run has waited beside the other one', () => {
		const open = asked();
		open.waits('run of unsure', NOW);
		open.close('run of other');
		expect(openTo(open)).toEqual([]);
	});

	test('takes an answer where its run waited when there was nothing else', () => {
		const open = asked();
		open.close('run of other');
		open.waits('run of unsure', NOW);
		expect(openTo(open)).toEqual(['unsure']);
	});
});

describe('a question of a group', () => {
	const inGroup = (id: string, more: Partial<OpenQuestion> = {}) =>
		question(id, { chat: `chat of ${id}`, person: 'group', isGroup: true, ...more });

	test.each<[what: string, at: number, takes: string[]]>([
		['newer', NOW + 1, ['b']],
		['of the same moment', NOW, []],
		['older', NOW - 1, []],
	])(
		'%s than one that has ended at another device: it takes answers of %p',
		(_what, askedAt, takes) => {
			const open = new OpenQuestions();
			open.add(inGroup('a'));
			open.add(inGroup('b', { askedAt }));
			open.close('run of a');
			expect(openTo(open, 'Ani', 'chat of b')).toEqual(takes);
		},
	);

	test('hides nothing where nobody may answer it any more', () => {
		const open = new OpenQuestions();
		open.add(inGroup('a'));
		open.add(inGroup('b', { askedAt: NOW + 1, onlyFrom: '' }));
		expect(openTo(open, 'Ani', 'chat of a')).toEqual(['a']);
	});
});

describe('a question that is asked anew in another chat, and did not get there', () => {
	/** Whether its own chat can answer it again, when this has happened there meanwhile. */
	const canBeAnswered = (meanwhile: (open: OpenQuestions) => void) => {
		const open = new OpenQuestions();
		open.add(question('a', { askedAt: NOW - 5 }));
		meanwhile(open);
		const before = open.askAnew('a', 'another');
		if (before === undefined) throw new Error('It was not known');
		open.putBack(before, 'another', NOW);
		return openTo(open).includes('a');
	};

	test('its own chat can answer it, where it was asked nothing since', () => {
		expect(canBeAnswered(() => {})).toBe(true);
	});

	test('what its own chat was asked before, and what has ended, does not count', () => {
		expect(canBeAnswered(({ lastSent }) => lastSent.note('chat', NOW - 3, true))).toBe(true);
	});

	test('what its own chat was asked in the same moment counts', () => {
		expect(canBeAnswered(({ lastSent }) => lastSent.note('chat', NOW, true))).toBe(false);
	});

	test.each([
		[NOW - 4, false],
		[NOW - 5, true],
	])('with another question at %i that is open still, all since then counts', (askedAt, can) => {
		const withOther = (open: OpenQuestions) => {
			open.add(question('b', { askedAt }));
			open.lastSent.note('chat', NOW - 3, true);
		};
		expect(canBeAnswered(withOther)).toBe(can);
	});
});

describe('an older question of a chat', () => {
	const asked = () => {
		const open = new OpenQuestions();
		for (const [at, id] of ['oldest', 'older', 'newest'].entries()) {
			open.add(question(id, { askedAt: NOW + at }));
		}
		open.add(question('of another chat', { chat: 'another', askedAt: NOW - 1 }));
		return open;
	};

	test.each<[ends: string, end: (open: OpenQuestions) => void]>([
		['has no time left', (open) => open.add(question('newest', { until: NOW }))],
		['was answered by its link', (open) => open.close('run of newest')],
		['is waited for by nobody', (open) => expect(open.giveUp('run of newest')).toBe(true)],
		['was answered by somebody else of the chat', (open) => open.close('run of newest', 'Budi 1')],
	])('takes no answer when a newer one %s', (_what, end) => {
		const open = asked();
		end(open);
		expect(openTo(open)).toEqual([]);
		expect(openTo(open, 'Ani', 'another')).toEqual(['of another chat']);
		open.add(question('asked anew', { askedAt: NOW + 9 }));
		expect(openTo(open)).toEqual(['asked anew']);
	});

	test('takes the answers of who has answered the newer one, and stays closed to all others', () => {
		const open = asked();
		open.close('run of newest', 'Ani 1');
		expect([openTo(open), openTo(open, 'Budi')]).toEqual([['older', 'oldest'], []]);
		open.add(question('older', { askedAt: NOW + 9 }));
		expect([openTo(open), openTo(open, 'Budi')]).toEqual([['older', 'oldest'], []]);
		open.close('run of older', 'Ani 2');
		expect([openTo(open), openTo(open, 'Budi')]).toEqual([['oldest'], []]);
		open.add(question('asked anew', { askedAt: NOW + 9 }));
		expect(openTo(open, 'Budi')).toEqual(['asked anew']);
		open.close('run of asked anew', 'Budi 1');
		expect([openTo(open), openTo(open, 'Budi')]).toEqual([[], []]);
	});

	test.each([
		['in the order of their times', ['first', 'between', 'last']],
		['in another one', ['last', 'first', 'between']],
	])(
		'is closed by the newest one of a run that has asked its chat twice: known %s',
		(_what, known) => {
			const at = (id: string) => NOW + ['first', 'between', 'last'].indexOf(id);
			const open = new OpenQuestions();
			for (const id of known) {
				const run = id === 'between' ? 'another run' : 'the run';
				open.add(question(id, { run, askedAt: at(id) }));
			}
			open.close('the run', 'Ani 1');
			expect([openTo(open), openTo(open, 'Budi')]).toEqual([['between'], []]);
		},
	);

	test('is closed by what was asked after it alone', () => {
		const open = asked();
		open.close('run of oldest');
		expect(openTo(open)).toEqual(['newest', 'older']);
		open.forget('newest');
		expect(openTo(open)).toEqual(['older']);
	});

	test('stays closed when n8n was started again', () => {
		const open = asked();
		open.close('run of newest', 'Ani 1');
		const again = new OpenQuestions();
		again.recall(open.toStore(SHOP, NOW));
		expect([openTo(again), openTo(again, 'Budi')]).toEqual([['older', 'oldest'], []]);
		again.close('run of older');
		expect(idsOf(again.toStore(SHOP, NOW))).toEqual(['of another chat']);
	});

	test('takes no answer when a newer one was answered by its link right after n8n was started again', () => {
		const stored = asked().toStore(SHOP, NOW);
		const again = new OpenQuestions();
		again.close('run of older');
		again.recall(stored);
		expect(openTo(again)).toEqual(['newest']);
		again.close('run of newest', 'Ani 1');
		expect(openTo(again)).toEqual([]);
	});

	test('takes no answer while a newer one takes none, for it is on its way: who reads it already may mean that', () => {
		const open = asked();
		open.add(
			question('next', { askedAt: NOW + 9, takesNone: true, waitsSince: undefined } as never),
		);
		expect(openTo(open)).toEqual([]);
		expect(idsOf(open.toStore(SHOP, NOW))).toEqual([
			'of another chat',
			'oldest',
			'older',
			'newest',
		]);
		open.add(question('next', { askedAt: NOW + 10 }));
		expect(openTo(open)).toEqual(['next', 'newest', 'older', 'oldest']);
	});

	test('stays closed when those whose time is up are forgotten', () => {
		const open = asked();
		open.add(question('older', { until: NOW }));
		open.forgetOverdue(NOW);
		expect(open.find('older')).toBeUndefined();
		expect(openTo(open)).toEqual(['newest']);
		open.recall([question('older', { until: NOW })]);
		expect(openTo(open)).toEqual(['newest']);
	});

	test.each<[what: string, end: (open: OpenQuestions) => unknown]>([
		['time was up', (open) => open.forgetOverdue(NOW + 999)],
		['run waited for nobody', (open) => open.giveUp('run of newest')],
	])(
		'stays closed, but the newer one whose %s is open when a further try asks it',
		(_what, end) => {
			const open = asked();
			open.add(question('newest', { until: NOW + 999 }));
			end(open);
			expect(openTo(open)).toEqual([]);
			open.add(question('newest', { askedAt: NOW + 9 }));
			expect(openTo(open)).toEqual(['newest']);
			expect(open.giveUp('run of another')).toBe(false);
		},
	);

	test('stays closed to all others, whoever is told of the end twice', () => {
		const open = asked();
		open.close('run of newest', 'Ani 1');
		open.close('run of newest');
		expect(openTo(open)).toEqual(['older', 'oldest']);
		expect(open.answeredBy('run of newest')).toBe('Ani 1');
	});
});

test.each<[what: string, more: Partial<OpenQuestion>, isMeant: boolean]>([
	['takes an answer from it', {}, false],
	['takes none from it', { takesNone: true }, true],
	['may not have arrived', { isUnsure: true }, true],
	['takes none, and its time is up', { takesNone: true, until: NOW }, false],
	['takes none, and from nobody', { takesNone: true, onlyFrom: '' }, false],
])(
	'a message may be meant in vain for a question of its chat that %s: %j %s',
	(_what, more, isMeant) => {
		const questions = new OpenQuestions();
		questions.add(question('a', more));
		expect(questions.isAskedInVain('chat', NOW)).toBe(isMeant);
		expect(questions.isAskedInVain('other', NOW)).toBe(false);
	},
);

describe('what is stored with a workflow', () => {
	test('is what can be answered, without what is still being asked, closed or over', () => {
		const open = new OpenQuestions();
		open.add(question('known', { askedAt: NOW - 1 }));
		open.add(question('still asking', { chat: 'b', waitsSince: undefined } as never));
		open.add(question('elsewhere', { chat: 'c', workflowId: 'another' }));
		open.add(question('over', { chat: 'd', until: NOW }));
		open.add(question('older than that', { chat: 'd', askedAt: NOW - 3 }));
		open.close('run of closed');
		open.recall([
			question('stored', { askedAt: NOW - 2 }),
			question('closed', { askedAt: NOW - 3 }),
		]);
		expect(idsOf(open.toStore(SHOP, NOW))).toEqual(['stored', 'known']);
	});

	test.each([
		['has run out of time', { until: NOW }, []],
		['may be refused still', { waitsSince: undefined } as never, ['older']],
	])(
		'an older question of a group whose newer one, through another device, %s: %j leaves %j',
		(_what, changes, stored) => {
			const open = new OpenQuestions();
			const team = { person: 'the team', isGroup: true as const };
			open.add(question('older', { ...team, askedAt: NOW - 1 }));
			open.add(question('newer', { ...team, chat: 'another', ...changes }));
			expect(idsOf(open.toStore(SHOP, NOW))).toEqual(stored);
		},
	);

	test('is made up when n8n writes it: an execution that writes last knows of those that asked meanwhile', () => {
		const staticData: IDataObject = {
			omnichatQuestions: { before: { ...question('before', { until: 9e15 }) } },
		};
		const execution = {
			getWorkflowStaticData: () => staticData,
			getWorkflow: () => ({ id: SHOP }),
		} as unknown as IExecuteFunctions;
		openQuestions.add(question('own', { chat: 'own', until: Infinity }));
		storeQuestions(execution);
		openQuestions.add(question('meanwhile', { askedAt: NOW + 1, until: Infinity }));
		openQuestions.close('run of own');
		const written = JSON.parse(JSON.stringify(staticData)) as Record<string, object>;
		expect(Object.values(written).flatMap(Object.keys)).toEqual(['before', 'meanwhile']);
	});

	test('leaves no question in memory whose time is up: others would be forgotten for it', () => {
		const execution = {
			getWorkflowStaticData: () => ({}),
			getWorkflow: () => ({ id: SHOP }),
		} as unknown as IExecuteFunctions;
		openQuestions.add(question('has time', { until: Infinity }));
		openQuestions.add(question('has none', { until: NOW }));
		storeQuestions(execution);
		expect(['has time', 'has none'].map((id) => openQuestions.find(id)?.id)).toEqual([
			'has time',
			undefined,
		]);
	});

	test('is bounded: of too many, the newest', () => {
		const open = new OpenQuestions();
		for (let at = 0; at < 600; at++) open.add(question(String(at), { askedAt: at }));
		const kept = idsOf(open.toStore(SHOP, NOW));
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

	test('is told apart as before, for questions are stored while n8n is updated', () => {
		expect(chatKey('device', '+6281290641111')).toBe('QCWsToTM21');
		expect(personKey('device', '+6281290641111')).toBe('d8Z0j0ObLT');
	});
});

describe('an address that is stored', () => {
	test('is read only with the key of the device', () => {
		const sealed = seal('http://n8n/webhook-waiting/1?signature=2', 'device');
		expect(unseal(sealed, 'device')).toBe('http://n8n/webhook-waiting/1?signature=2');
		expect(unseal(sealed, 'another')).toBeUndefined();
		expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('signature');
	});

	test('is read as before, for it is stored while n8n is updated', () => {
		const sealed =
			'mN7p5b429q819OOyol-N49A0MuzQ6CKbspcMirphJ7MR65ubqH38LsJ95Z2DKYNIaWb6epQAY8AsJBnFZE5EkGXvTss';
		expect(unseal(sealed, 'device')).toBe('http://n8n/webhook-waiting/1?signature=2');
	});

	test('is none with a shorter seal, which could be guessed', () => {
		const bytes = Buffer.from(seal('', 'device'), 'base64url');
		const cut = bytes.subarray(0, bytes.length - 12).toString('base64url');
		expect([unseal(bytes.toString('base64url'), 'device'), unseal(cut, 'device')]).toEqual([
			'',
			undefined,
		]);
	});

	test.each(['', 'x', 'A'.repeat(37), 'A'.repeat(200)])('%j is none', (sealed) => {
		expect(unseal(sealed, 'device')).toBeUndefined();
	});
});
