import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { errorOf, jsonOf } from '../n8n/client';
import { client, credential, gateway, useN8n } from './useN8n';
import { ACTION, credentialFor, inRow, node, ours, start } from './workflows';

jest.setTimeout(120_000);

useN8n();

const BUDI = '6281290641111';
const SITI = '6281290642222';

/** A name that has to be written with care in an expression. */
const ASK = 'Ask "the" {{manager}}';

/** The nodes of a workflow that asks these people. */
function asking(
	parameters: INodeParameters,
	people: IDataObject[],
	settings: Partial<INode> = {},
	account = credential,
): INode[] {
	return [
		...start(people),
		ours(
			ASK,
			ACTION,
			account,
			{
				resource: 'message',
				operation: 'sendAndWait',
				phone: '={{ $json.phone }}',
				message: 'May Budi have 20%?',
				...parameters,
			},
			settings,
		),
		node('After', 'n8n-nodes-base.noOp'),
	];
}

/** Goes to the first output when the answer was yes, to the second one when it was no. */
const approvedOrAgain = node(
	'Approved?',
	'n8n-nodes-base.if',
	{
		conditions: {
			options: { caseSensitive: true, typeValidation: 'strict', version: 2 },
			combinator: 'and',
			conditions: [
				{
					id: '1',
					leftValue: '={{ $json.data.approved }}',
					rightValue: '',
					operator: { type: 'boolean', operation: 'true', singleValue: true },
				},
			],
		},
		options: {},
	},
	{ typeVersion: 2.2 },
);

/** Starts a workflow that asks, and gives its execution. */
async function ask(
	parameters: INodeParameters,
	people: IDataObject[] = [{ phone: BUDI }],
	settings: Partial<INode> = {},
): Promise<string> {
	const nodes = asking(parameters, people, settings);
	const { id } = await client.createWorkflow({ name: 'Ask', nodes, connections: inRow(nodes) });
	return await client.runWorkflow(id);
}

/** The same, with a node behind it that makes its item of this expression. */
async function askWithRow(
	jsonOutput: string,
	parameters: INodeParameters,
	people: IDataObject[],
): Promise<string> {
	const after = node(
		'After',
		'n8n-nodes-base.set',
		{ mode: 'raw', jsonOutput, options: {} },
		{ typeVersion: 3.4 },
	);
	const nodes = [...asking(parameters, people).slice(0, -1), after];
	const { id } = await client.createWorkflow({ name: 'Ask', nodes, connections: inRow(nodes) });
	return await client.runWorkflow(id);
}

/** The link in the message that somebody got, once n8n waits for the answer. */
async function linkTo(execution: string, phone: string): Promise<string> {
	await gateway.onAccepted(({ chatId }) => chatId.startsWith(phone));
	await client.untilItWaits(execution);
	const texts = gateway
		.sends()
		.map(({ body }) => body as { phone: string; text: string })
		.filter((body) => body.phone === phone)
		.map(({ text }) => text);
	expect(texts).toHaveLength(1);
	const [, link] = /\n\n(http\S+)$/.exec(texts[0] ?? '') ?? [];
	return String(link);
}

const open = async (link: string, headers: Record<string, string> = {}, method = 'GET') =>
	await fetch(link, { method, headers, redirect: 'manual' });

const answer = async (link: string, given: string, headers: Record<string, string> = {}) =>
	await fetch(link, {
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
		body: new URLSearchParams({ answer: given }),
	});

const outcome = async (execution: string) =>
	jsonOf(await client.waitForNode(execution, 'After'), 'After');

const approval = { values: { approvalType: 'double' } };
const chosen = (...choices: string[]) => ({ values: choices.map((choice) => ({ choice })) });
const isoDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const answered = (data: IDataObject, by = BUDI) => [
	{
		data: {
			...data,
			respondedAt: isoDate,
			respondedBy: `+${by}`,
			answeredBy: 'link',
			itemIndex: [BUDI, SITI].indexOf(by),
		},
	},
];

describe.each<[what: string, parameters: INodeParameters, given: string, data: IDataObject]>([
	['approves', { approvalOptions: approval }, 'approve', { approved: true }],
	['approves where that is all one can do', {}, 'approve', { approved: true }],
	['declines', { approvalOptions: approval }, 'decline', { approved: false }],
	[
		'chooses',
		{ responseType: 'choice', choices: chosen('Size S', 'Size "M" & <L>') },
		'1',
		{ choice: 'Size "M" & <L>' },
	],
	[
		'writes',
		{ responseType: 'freeText' },
		'<b>Jl. Melati 5</b>\nBandung & "Cimahi" ✓',
		{ text: '<b>Jl. Melati 5</b>\nBandung & "Cimahi" ✓' },
	],
])('somebody %s', (_what, parameters, given, data) => {
	test('on the page behind the link, and the workflow goes on with it', async () => {
		const execution = await ask(parameters);
		const link = await linkTo(execution, BUDI);
		const page = await open(link, { 'accept-language': 'id-ID,id;q=0.9' });
		expect([page.status, await page.text()]).toEqual([
			200,
			expect.stringMatching(/<html lang="id">[^]*May Budi have 20%\?/),
		]);

		const received = await answer(link, given, { 'accept-language': 'en' });
		expect([received.status, await received.text()]).toEqual([
			200,
			expect.stringContaining('Thank you, your answer was received'),
		]);
		expect(await outcome(execution)).toEqual(answered(data));
		expect(gateway.sends()).toHaveLength(1);
	});
});

test('the page is strict about what it loads, and tells nobody its address', async () => {
	const execution = await ask({});
	const link = await linkTo(execution, BUDI);
	const { headers } = await open(link);
	expect(headers.get('content-security-policy')).toMatch(
		/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
	);
	expect(headers.get('x-frame-options')).toBe('DENY');
	expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
	expect(headers.get('referrer-policy')).toBe('no-referrer');
	expect(headers.get('cache-control')).toBe('no-store');
	expect(headers.get('x-content-type-options')).toBe('nosniff');

	// n8n has a policy of its own for the answer to a POST; ours stands in the page then.
	const received = await answer(link, 'approve');
	expect(received.headers.get('x-frame-options')).toBe('DENY');
	expect(await received.text()).toContain(
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'`,
	);
	await outcome(execution);
});

describe('opening the link answers nothing', () => {
	const agents = {
		WhatsApp: 'WhatsApp/2.23.20.0',
		Facebook: 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
		Telegram: 'TelegramBot (like TwitterBot)',
		Outlook: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) SkypeUriPreview Preview/0.5',
		'a browser':
			'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36',
		nobody: '',
	};

	test('whoever opens it, with GET or HEAD, and however often', async () => {
		const execution = await ask({ approvalOptions: approval });
		const link = await linkTo(execution, BUDI);
		for (const agent of Object.values(agents)) {
			for (const [method, shown] of [
				['GET', /May Budi have 20%\?/],
				['HEAD', /^$/],
				['GET', /May Budi have 20%\?/],
			] as const) {
				const response = await open(link, { 'user-agent': agent }, method);
				expect(response.status).toBe(200);
				expect(await response.text()).toMatch(shown);
			}
		}
		// A link that says it all, as n8n's own nodes take it, is none of ours.
		expect((await open(`${link}&approved=true`)).status).toBe(401);
		await client.untilItWaits(execution);

		await answer(link, 'decline');
		expect(await outcome(execution)).toEqual(answered({ approved: false }));
	});

	test('an answer that cannot be taken is asked for again', async () => {
		const execution = await ask({ responseType: 'freeText' });
		const link = await linkTo(execution, BUDI);
		for (const [given, why] of [
			[' ', 'Write your answer first.'],
			['x'.repeat(4_001), 'Your answer is too long.'],
		] as const) {
			const response = await answer(link, given);
			expect([response.status, await response.text()]).toEqual([422, expect.stringContaining(why)]);
		}
		const json = await fetch(link, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ answer: { text: 'x' } }),
		});
		expect(json.status).toBe(422);
		await client.untilItWaits(execution);
		await answer(link, 'Jl. Melati 5');
		expect(await outcome(execution)).toEqual(answered({ text: 'Jl. Melati 5' }));
	});
});

describe('a link that was not sent is worth nothing', () => {
	test('forged, changed, without its signature, or of another execution', async () => {
		const execution = await ask({}, [{ phone: BUDI }, { phone: SITI }]);
		const link = await linkTo(execution, BUDI);
		const foreign = await ask({});
		gateway.reset();
		const other = await ask({}, [{ phone: SITI }]);
		const otherLink = new URL(await linkTo(other, SITI));

		const changed = (change: (url: URL) => void) => {
			const url = new URL(link);
			change(url);
			return url.toString();
		};
		const parameter = (name: string, value: string) =>
			changed((url) => url.searchParams.set(name, value));
		const links = {
			'another item': parameter('item', '1'),
			'another run': parameter('run', '1'),
			'one more parameter': parameter('approved', 'true'),
			'a made up signature': parameter('signature', '0'.repeat(64)),
			'a short signature': parameter('signature', '0'),
			'the signature of another execution': parameter(
				'signature',
				String(otherLink.searchParams.get('signature')),
			),
			'no signature': changed((url) => url.searchParams.delete('signature')),
			'another execution': link.replace(`/${execution}/`, `/${foreign}/`),
			'an execution that does not exist': link.replace(`/${execution}/`, '/999999/'),
			'another node': changed((url) => {
				url.pathname = url.pathname.replace(/[^/]+$/, 'f0000000-0000-4000-8000-000000000000');
			}),
			'no node': changed((url) => {
				url.pathname = url.pathname.replace(/\/[^/]+$/, '');
			}),
		};
		for (const [what, forged] of Object.entries(links)) {
			for (const respond of [open, (url: string) => answer(url, 'approve')]) {
				const { status } = await respond(forged);
				expect({ what, isRefused: [401, 404].includes(status), status }).toMatchObject({
					what,
					isRefused: true,
				});
			}
		}
		for (const id of [execution, foreign, other]) await client.untilItWaits(id);
	});
});

describe('several people', () => {
	const people = [
		{ phone: BUDI, question: 'Discount for A?' },
		{ phone: SITI, question: 'Discount for B?' },
	];
	const own = { message: '={{ $json.question }}', approvalOptions: approval };

	test('each have a link and a question of their own, and the first answer counts', async () => {
		const execution = await ask(own, people);
		const [budis, sitis] = [await linkTo(execution, BUDI), await linkTo(execution, SITI)];
		expect(await (await open(budis)).text()).toContain('Discount for A?');
		expect(await (await open(sitis)).text()).toContain('Discount for B?');
		expect((await answer(sitis, 'decline')).status).toBe(200);

		expect(await outcome(execution)).toEqual(answered({ approved: false }, SITI));

		// n8n itself answers when the workflow has ended.
		for (const late of [await open(budis), await answer(budis, 'approve')]) {
			expect(await late.text()).toContain('No action required');
		}
		expect(await outcome(execution)).toEqual(answered({ approved: false }, SITI));
	});

	test.each([
		['first', BUDI],
		['second', SITI],
	])('the row of who answered is found behind the node: the %s', async (_who, phone) => {
		const execution = await askWithRow(
			`={{ {
				found: $("Items").all()[$json.data.itemIndex].json.phone,
				paired: $("Items").item.json.phone,
			} }}`,
			own,
			people,
		);
		await answer(await linkTo(execution, phone), 'approve');
		// n8n pairs it with the first row, and the docs warn of it. Where it heeds the row that the answer names, this turns red: then the warning goes.
		expect(await outcome(execution)).toEqual([{ found: phone, paired: BUDI }]);
	});

	/** A node that makes its item of an expression. */
	const edit = (name: string, jsonOutput: string) =>
		node(
			name,
			'n8n-nodes-base.set',
			{ mode: 'raw', jsonOutput, options: {} },
			{ typeVersion: 3.4 },
		);

	/** The nodes up to the one that asks, which has a plain name. */
	const askingAs = (name: string, rows: IDataObject[]) =>
		asking(own, rows)
			.slice(0, -1)
			.map((one) => (one.name === ASK ? { ...one, name } : one));

	test('a node further on finds the row of who answered by the name of the node that asked', async () => {
		const nodes = [
			...askingAs('Ask', people),
			edit('Between', '={{ { something: "else" } }}'),
			edit(
				'After',
				'={{ { found: $("Items").all()[$("Ask").first().json.data.itemIndex].json.phone } }}',
			),
		];
		const { id } = await client.createWorkflow({ name: 'Ask', nodes, connections: inRow(nodes) });
		const execution = await client.runWorkflow(id);
		await answer(await linkTo(execution, SITI), 'approve');
		expect(await outcome(execution)).toEqual([{ found: SITI }]);
	});

	test('in a loop, each round finds its own row of who answered', async () => {
		const others = ['6281290643333', '6281290644444'].map((phone) => ({
			phone,
			question: 'Discount?',
		}));
		const [begin, items, question] = askingAs('Ask', [...people, ...others]);
		const loop = node(
			'Loop',
			'n8n-nodes-base.splitInBatches',
			{ batchSize: 2 },
			{ typeVersion: 3 },
		);
		const keep = edit('Keep', '={{ { found: $("Loop").all()[$json.data.itemIndex].json.phone } }}');
		const after = node('After', 'n8n-nodes-base.noOp');
		const nodes = [begin, items, loop, question, keep, after].filter((one) => one !== undefined);
		const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
		const { id } = await client.createWorkflow({
			name: 'Ask',
			nodes,
			connections: {
				...inRow([begin, items, loop].filter((one) => one !== undefined)),
				Loop: { main: [to('After'), to('Ask')] },
				Ask: { main: [to('Keep')] },
				Keep: { main: [to('Loop')] },
			},
		});
		const execution = await client.runWorkflow(id);
		await answer(await linkTo(execution, SITI), 'approve');
		await answer(await linkTo(execution, '6281290643333'), 'approve');
		expect(await outcome(execution)).toEqual([{ found: SITI }, { found: '6281290643333' }]);
	});

	test('who answer in the same moment: one answer counts, and the others are told', async () => {
		const execution = await ask({ approvalOptions: approval }, people);
		const [budis, sitis] = [await linkTo(execution, BUDI), await linkTo(execution, SITI)];
		const responses = await Promise.all(
			[budis, sitis, budis, sitis].map(async (link, index) => {
				const response = await answer(link, index % 2 === 0 ? 'approve' : 'decline');
				return { status: response.status, text: await response.text() };
			}),
		);
		const took = responses.filter(({ text }) => text.includes('your answer was received'));
		expect(took).toHaveLength(1);
		// Who comes when n8n knows already that the execution goes on is told so by n8n.
		for (const { text } of responses.filter((each) => !took.includes(each))) {
			expect(text).toMatch(/This question is closed|is running already|No action required/);
		}
		const approved = took[0]?.text.includes('>Approve<') ?? false;
		expect(await outcome(execution)).toEqual(answered({ approved }, approved ? BUDI : SITI));
	});

	test('of whom one cannot be reached: the others are waited for, and it is said who was not asked', async () => {
		gateway.misbehave({
			where: ({ phone }) => phone === BUDI,
			status: 422,
			body: { status: false, message: 'Nomor tidak valid' },
		});
		const execution = await ask(own, people);
		await answer(await linkTo(execution, SITI), 'approve');
		const [json] = await outcome(execution);
		expect(json).toEqual({
			data: {
				approved: true,
				answeredBy: 'link',
				respondedAt: isoDate,
				respondedBy: `+${SITI}`,
				itemIndex: 1,
				notAsked: [
					{
						recipient: `+${BUDI}`,
						itemIndex: 0,
						outcome: 'refused',
						message: 'Omnichat refused the request',
						description: expect.stringContaining('Nomor tidak valid') as string,
					},
				],
			},
		});
	});

	test('of whom nobody can be reached: the run fails', async () => {
		gateway.misbehave({
			status: 422,
			body: { status: false, message: 'Nomor tidak valid' },
			times: 2,
		});
		const ended = await client.waitForExecution(await ask(own, people));
		expect(ended.status).toBe('error');
		expect(errorOf(ended)?.description).toContain('Nomor tidak valid');
		expect(gateway.sends()).toHaveLength(2);
	});

	test('of whom nobody can be reached, with On Error: Continue: their items fail, and nothing is waited for', async () => {
		gateway.misbehave({
			status: 422,
			body: { status: false, message: 'Nomor tidak valid' },
			times: 2,
		});
		const execution = await ask(own, people, { onError: 'continueRegularOutput' });
		const failed = expect.objectContaining({ outcome: 'refused', httpCode: '422' }) as IDataObject;
		expect(await outcome(execution)).toEqual([{ error: failed }, { error: failed }]);
	});

	test('of whom one has a wrong number: nobody is asked, unless On Error is Continue', async () => {
		const wrong = [{ phone: 'Budi', question: 'x' }, people[1] as IDataObject];
		const ended = await client.waitForExecution(await ask(own, wrong));
		expect(ended.status).toBe('error');
		expect(gateway.sends()).toEqual([]);

		const execution = await ask(own, wrong, { onError: 'continueRegularOutput' });
		await answer(await linkTo(execution, SITI), 'approve');
		const [json] = await outcome(execution);
		expect(json?.data).toMatchObject({ notAsked: [{ itemIndex: 0, outcome: 'refused' }] });
	});
});

describe('a retry asks nobody again', () => {
	const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
	const refusal = { status: 422, body: { status: false, message: 'Nomor tidak valid' } };

	test('Retry On Fail after a refused message: it is sent, and its link works', async () => {
		gateway.misbehave(refusal);
		const execution = await ask({}, [{ phone: BUDI }], retry);
		await gateway.onAccepted(() => true);
		await client.untilItWaits(execution);
		const [, sent] = gateway.sends().map(({ body }) => (body as { text: string }).text);
		await answer(sent?.split('\n\n')[1] ?? '', 'approve');
		expect(await outcome(execution)).toEqual(answered({ approved: true }));
	});

	test('Retry On Fail with Continue, where the first of two stays refused: the second is asked once', async () => {
		gateway.misbehave({ where: ({ phone }) => phone === BUDI, ...refusal, times: Infinity });
		const execution = await ask({}, [{ phone: BUDI }, { phone: SITI }], {
			...retry,
			onError: 'continueRegularOutput',
		});
		await answer(await linkTo(execution, SITI), 'approve');
		const [json] = await outcome(execution);
		expect(json?.data).toMatchObject({ approved: true, respondedBy: `+${SITI}` });
		expect(gateway.sends()).toHaveLength(4);
	});

	test('a message whose answer is lost may have arrived: the run fails, and no try sends it again', async () => {
		gateway.misbehave({ kind: 'resetAfter' });
		const ended = await client.waitForExecution(await ask({}, [{ phone: BUDI }], retry));
		expect(ended.status).toBe('error');
		expect(gateway.sends()).toHaveLength(1);
	});

	test('a message key that was used before: nobody is asked, and nothing is waited for', async () => {
		const nodes = asking({ options: { messageKey: 'order 7' } }, [{ phone: BUDI }]);
		const { id } = await client.createWorkflow({ name: 'Ask', nodes, connections: inRow(nodes) });
		const first = await client.runWorkflow(id);
		await answer(await linkTo(first, BUDI), 'approve');
		await client.waitForExecution(first);
		const again = await client.waitForExecution(await client.runWorkflow(id));
		expect(errorOf(again)?.message).toBe(
			'A message with this message key was accepted, or may have been sent, before',
		);
		expect(gateway.sends()).toHaveLength(1);
	});
});

test('in a loop, the link of one round cannot answer the question of the next', async () => {
	const [trigger, items, question, after] = asking(
		{ approvalOptions: approval, message: '={{ "Round " + $runIndex }}' },
		[{ phone: BUDI }],
	) as [INode, INode, INode, INode];
	const { id } = await client.createWorkflow({
		name: 'Ask until it is approved',
		nodes: [trigger, items, question, after, approvedOrAgain],
		connections: {
			...inRow([trigger, items, question, approvedOrAgain, after]),
			[approvedOrAgain.name]: {
				main: [
					[{ node: after.name, type: 'main', index: 0 }],
					[{ node: items.name, type: 'main', index: 0 }],
				],
			},
		},
	});
	const execution = await client.runWorkflow(id);
	const first = await linkTo(execution, BUDI);
	gateway.reset();
	await answer(first, 'decline');
	const second = await linkTo(execution, BUDI);
	expect(second).not.toBe(first);

	for (const late of [await open(first), await answer(first, 'approve')]) {
		expect([late.status, await late.text()]).toEqual([
			410,
			expect.stringContaining('This question is closed'),
		]);
	}
	expect(await (await open(second)).text()).toContain('Round 1');
	await answer(second, 'approve');
	expect(await outcome(execution)).toEqual(answered({ approved: true }));
});

test('while the workflow goes on after an answer, n8n says to others that it is running', async () => {
	const [trigger, items, question, after] = asking({}, [{ phone: BUDI }]) as [
		INode,
		INode,
		INode,
		INode,
	];
	const busy = node(
		'Busy',
		'n8n-nodes-base.wait',
		{ resume: 'timeInterval', amount: 4, unit: 'seconds' },
		{ typeVersion: 1.1, webhookId: 'a0000000-0000-4000-8000-000000000000' },
	);
	const nodes = [trigger, items, question, busy, after];
	const { id } = await client.createWorkflow({ name: 'Ask', nodes, connections: inRow(nodes) });
	const execution = await client.runWorkflow(id);
	const link = await linkTo(execution, BUDI);
	await answer(link, 'approve');

	let late = await open(link);
	// n8n 1.x says that it took the answer a moment before it goes on.
	while (late.status === 200) late = await open(link);
	expect([late.status, await late.text()]).toEqual([
		409,
		expect.stringContaining('is running already'),
	]);
	expect(await outcome(execution)).toEqual(answered({ approved: true }));
});

test('a link to this machine is refused before anybody is asked, where Omnichat is elsewhere', async () => {
	const elsewhere = await client.createCredential(
		credentialFor(gateway, { baseUrl: 'https://omnichat.invalid' }),
	);
	const nodes = asking({}, [{ phone: BUDI }], {}, elsewhere);
	const { id } = await client.createWorkflow({ name: 'Ask', nodes, connections: inRow(nodes) });
	const error = errorOf(await client.waitForExecution(await client.runWorkflow(id)));
	expect(error?.message).toMatch(
		/^The link to answer would start with http:\/\/127\.0\.0\.1:\d+, /,
	);
	expect(error?.description).toContain('N8N_WEBHOOK_URL');
	expect(error?.description).toContain('on every process of n8n');
});

test('a wait that cannot be waited is refused before anybody is asked', async () => {
	const limitWaitTime = { values: { limitType: 'atSpecifiedTime', maxDateAndTime: '2020-01-01' } };
	const ended = await client.waitForExecution(await ask({ options: { limitWaitTime } }));
	expect(errorOf(ended)?.message).toBe('The time to wait until, "2020-01-01", has passed');
	expect(gateway.sends()).toEqual([]);
});
