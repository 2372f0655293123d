/** docs/sending-to-many.md, "What never twice covers": each sentence is shown by a test, each number is the one that the code keeps to. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { LIMITS } from '../year/limits';

const root = path.resolve(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const [section = ''] =
	read('docs/sending-to-many.md').split('## What "never twice" covers')[1]?.split('\n## ') ?? [];

/** The start of each row and of each point, and the tests that show it: a file, then the name in it. */
const SHOWN_BY: ReadonlyArray<[start: string, ...tests: Array<[file: string, name: string]>]> = [
	[
		'Retry On Fail',
		['engine/sending', 'Retry On Fail goes on where the last try ended'],
		['engine/sending', 'what is remembered holds no text, number, key or message ID of the server'],
	],
	[
		'Retry execution in the executions list',
		['real/sending', 'Retry execution with the %s workflow sends only what was not accepted'],
	],
	[
		'n8n dies in the middle of a run',
		['year/matrix', 'n8n dies, and everybody gets it once'],
		['engine/crash', 'and dies again in the run that goes on: still nobody twice, nobody left out'],
	],
	[
		'n8n 1.x in queue mode: a worker dies',
		['engine/crash', 'the same execution by itself, n8n 1.x'],
	],
	[
		'The API key was refused',
		['year/yearOfUse', 'of %i with a new API key, after the old one was refused in the middle'],
	],
	[
		'Retry execution of a run that n8n died in, and the items are others',
		['unit/neverTwice', 'nobody twice, and nobody is left out without a word'],
	],
	['One item is unknown', ['year/yearOfUse', 'a retry passes, or the error says how']],
	[
		'Execute step or Execute workflow',
		['real/sending', 'Execute step in the editor is a new run: it sends everything again'],
		['real/sending', 'Execute step with message keys sends only what was not accepted'],
	],
	[
		'The same message key again',
		['real/sending', 'message keys, across executions of a workflow'],
		['year/yearOfUse', 'outlives seven restarts of n8n, with a broadcast each'],
	],
	[
		'A message with a key was refused',
		['engine/atOnce', 'a key that is refused in one is free for the others'],
	],
	[
		'A message with a key is unknown',
		['engine/sending', 'of a message that was %s is kept, for it may have been sent'],
	],
	[
		'Many executions at the same moment',
		[
			'engine/fiftyAtOnce',
			'50 executions at the same moment with a message key each, and the same 50 once more: each message once',
		],
		['engine/atOnce', '20 with one new message key: sent once'],
		['year/yearOfUse', 'keys that are freed by the one while the other is busy stay free'],
	],
	[
		'Two workers broadcast from one node',
		['year/yearOfUse', '%i at once, and one of them dies, ten times over'],
	],
	[
		'More than 10,000 keys',
		[
			'unit/neverTwice',
			'of message keys the newest 10,000 are known, and older ones are forgotten',
		],
		['year/yearOfUse', 'outlives seven restarts, with a broadcast each in which n8n died'],
	],
	[
		'a run of one message',
		['engine/store', 'nothing, where one message was sent'],
		['year/matrix', 'Of one message without a key nothing is written down'],
	],
	['a sub-workflow', ['unit/neverTwice', 'such as that of a sub-workflow that n8n starts anew']],
	[
		'a workflow that was never saved',
		['engine/store', 'does not stop a broadcast, and the run says that it is not protected'],
		['engine/crash', 'nothing is sent until it can read what was sent'],
	],
	[
		'n8n 1.x, where a retry',
		[
			'engine/atOnce',
			'equal broadcasts in n8n 1.x, which tells executions apart by their start only',
		],
	],
	[
		'a run that was followed by so many others',
		['unit/neverTwice', 'what a run leaves in the list of the workflow'],
	],
	[
		'a workflow with a Remove Duplicates node',
		['unit/neverTwice', 'they share the list of the keys'],
	],
];

const claims = [...section.matchAll(/^(?:\| (?!Situation|---)(.+?) \||- (.+))/gm)].map(
	([, row, point]) => (row ?? point ?? '').replaceAll('**', ''),
);

test.each(claims)('there is a test that shows: %s', (claim) => {
	expect(SHOWN_BY.filter(([start]) => claim.startsWith(start))).toHaveLength(1);
});

const tests = SHOWN_BY.flatMap(([start, ...all]) =>
	all.map(([file, name]) => ({ start, file, name })),
);

test.each(tests)('$start: $file has the test', ({ start, file, name }) => {
	expect(claims.filter((claim) => claim.startsWith(start))).toHaveLength(1);
	const [testFile = ''] = globSync(`test/${file}.{test,long.test}.ts`, { cwd: root });
	expect(read(testFile)).toContain(name);
});

/** Numbers as the page writes them. */
const inEnglish = (value: number) =>
	({ 2: 'two', 5: 'five', 6: 'six' })[value] ?? value.toLocaleString('en-US');
const seconds = (ms: number) => ms / 1_000;

/** What the code calls a number. */
function constant(file: string, name: string): number {
	const [, digits = ''] =
		new RegExp(`const ${name} = ([\\d_]+);`).exec(read(`nodes/Omnichat/${file}.ts`)) ?? [];
	return Number(digits.replaceAll('_', '') || NaN);
}

test.each([
	['keys', 'sending/memory', 'KEYS_KEPT'],
	['entries', 'sending/memory', 'ENTRIES_KEPT'],
	['mostEntriesOfRun', 'sending/runRecord', 'MOST_ENTRIES_OF_RUN'],
	['spoiltByReader', 'rules/runTree', 'FANOUT'],
] as const)('the model knows of the %s what %s says', (limit, file, name) => {
	expect(LIMITS[limit]).toBe(constant(file, name));
});

/** Every number of the section, with the words around it. */
const NUMBERS = [
	'two or more messages',
	`up to ${LIMITS.spoiltByReader} others do too`,
	`for about ${inEnglish(seconds(constant('sending/recentChanges', 'HAS_STAYED_AFTER_MS')))} seconds`,
	`within ${seconds(LIMITS.sameMomentMs)} seconds may both send`,
	`each message that the other one sends in that moment may leave ${LIMITS.spoiltByReader} more unknown`,
	`up to ${LIMITS.lostInCompany === 3 ? 'three times' : '?'} as many messages`,
	`More than ${inEnglish(LIMITS.keys)} keys in one node | The newest ${inEnglish(LIMITS.keys)} are known`,
	// What a broadcast of the long run has, and the same whatever its size.
	'broadcasts of 1 to 10,000 items',
	'so 10,000 messages take little more room than ten',
	`the list of ${inEnglish(LIMITS.entries)} entries`,
	`takes ${inEnglish(LIMITS.entriesOfRun)} entries`,
	`${inEnglish(LIMITS.entriesOfRetry)} more with each retry`,
	`one in which n8n died up to ${inEnglish(LIMITS.entriesOfKilledRun)}`,
	`none more than about ${inEnglish(LIMITS.mostEntriesOfRun)}`,
];

test.each(NUMBERS)('the page says "%s"', (words) => {
	expect(section).toContain(words);
});

test('it says no other number', () => {
	const rest = NUMBERS.reduce((text, words) => text.replace(words, ''), section);
	expect(rest.replace(/n8n \**1\.x|kill -9|n8n/g, '').match(/\d[\d,.]*/g) ?? []).toEqual([]);
});
