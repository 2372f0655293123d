import { sleep, type IDataObject, type INode, type INodeExecutionData } from 'n8n-workflow';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { demo, startGateway, type Fault, type Gateway } from '../gateway';
import { sendText } from '../sendText';
import { createDoor, type Door } from './door';
import { registerCredentialType, runNode, type RunResult } from './harness';
import { virtualTime } from './virtualTime';

/** Enough for each place in a run; more messages are sent in test/real/delivery.long.test.ts and test/year. */
const ITEMS = 200;
/** For the items that are never answered. The others have time, however busy the machine is. */
const SHORT_TIMEOUT_SECONDS = 2;
const LONG_TIMEOUT_SECONDS = 90;

const phoneOf = (index: number) => `628120000${1000 + index}`;

/** How the user set up what happens on an error. */
const MODES = {
	stop: {},
	retry: { retryOnFail: true, maxTries: 3 },
	continue: { onError: 'continueRegularOutput' },
	'error output': { onError: 'continueErrorOutput' },
	'continue + retry': { onError: 'continueRegularOutput', retryOnFail: true, maxTries: 3 },
	'error output + retry': { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 3 },
} satisfies Record<string, Partial<INode>>;

export type Mode = keyof typeof MODES;

/** Which items meet the fault, each with its first request only. */
const POSITIONS = {
	'first item': [0],
	'item 120': [119],
	'every 10th': Array.from({ length: ITEMS / 10 }, (_, tens) => 10 * tens + 9),
};

type Position = keyof typeof POSITIONS;

/**
 * What the node has to make of a fault: wait and send again (`waits`), connect again (`reconnects`,
 * which the gateway never hears of), leave the server alone (`later`), report the item as refused, or
 * as unknown.
 */
type Kind = 'waits' | 'reconnects' | 'later' | 'refused' | 'unknown';

interface Row {
	kind: Kind;
	/** How the gateway spoils the request; absent where it is not even reached */
	fault?: () => Fault;
	/** How often the node has to wait for one spoiled item */
	waits?: number;
	timesOut?: boolean;
}

const tooMany = (retryAfter: string): Fault => ({
	status: 429,
	headers: { 'retry-after': retryAfter },
	body: { message: 'Too Many Attempts.' },
});

const ROWS: Record<string, Row> = {
	'429 once': { kind: 'waits', fault: () => tooMany('30'), waits: 1 },
	'429 with date': {
		kind: 'waits',
		// The server's own Date header is real time, which `new Date()` is here too.
		fault: () => tooMany(new Date(new Date().getTime() + 60_000).toUTCString()),
		waits: 1,
	},
	'429 too long': { kind: 'later', fault: () => tooMany('3600') },
	'401': {
		kind: 'refused',
		fault: () => ({ status: 401, body: { status: false, message: 'Device tidak di temukan' } }),
	},
	'422': {
		kind: 'refused',
		fault: () => ({ status: 422, body: { message: 'The phone field is required.' } }),
	},
	'200 status: false': {
		kind: 'refused',
		fault: () => ({ status: 200, body: { status: false, message: 'Gagal' } }),
	},
	'500': { kind: 'unknown', fault: () => ({ status: 500, body: { message: 'Server Error' } }) },
	'503 Retry-After': {
		kind: 'waits',
		fault: () => ({ kind: 'html', status: 503, headers: { 'retry-after': '20' } }),
		waits: 1,
	},
	'connection refused': { kind: 'reconnects', waits: 2 },
	'reset before body': { kind: 'unknown', fault: () => ({ kind: 'resetBefore' }) },
	'accepted, reset': { kind: 'unknown', fault: () => ({ kind: 'resetAfter' }) },
	'accepted, silence': {
		kind: 'unknown',
		fault: () => ({ kind: 'acceptThenSilence' }),
		timesOut: true,
	},
	'HTML 403': { kind: 'refused', fault: () => ({ kind: 'html' }) },
	'HTML 200': { kind: 'unknown', fault: () => ({ kind: 'html', status: 200 }) },
	'truncated JSON': { kind: 'unknown', fault: () => ({ kind: 'truncate' }) },
};

/** `requests: accepted refused unknown not-started`, zeros left out. */
const EXPECTED: Record<Kind, Record<Position, Record<Mode, string>>> = {
	waits: {
		'first item': inAllModes('201: 200a'),
		'item 120': inAllModes('201: 200a'),
		'every 10th': inAllModes('220: 200a'),
	},
	reconnects: {
		'first item': inAllModes('200: 200a'),
		'item 120': inAllModes('200: 200a'),
		'every 10th': inAllModes('200: 200a'),
	},
	later: {
		'first item': whereItEnds('1: 0a 1r 199n', '1: 0a 200r'),
		'item 120': whereItEnds('120: 119a 1r 80n', '120: 119a 81r'),
		'every 10th': whereItEnds('10: 9a 1r 190n', '10: 9a 191r'),
	},
	refused: {
		'first item': {
			stop: '1: 0a 1r 199n',
			retry: '201: 200a',
			continue: '200: 199a 1r',
			'error output': '200: 199a 1r',
			'continue + retry': '201: 200a',
			'error output + retry': '201: 200a',
		},
		'item 120': {
			stop: '120: 119a 1r 80n',
			retry: '201: 200a',
			continue: '200: 199a 1r',
			'error output': '200: 199a 1r',
			// n8n tries again only when the first item failed.
			'continue + retry': '200: 199a 1r',
			'error output + retry': '200: 199a 1r',
		},
		'every 10th': {
			stop: '10: 9a 1r 190n',
			// Three tries: each brings the refused item of the last one and stops at the next one.
			retry: '32: 29a 1r 170n',
			continue: '200: 180a 20r',
			'error output': '200: 180a 20r',
			'continue + retry': '200: 180a 20r',
			'error output + retry': '200: 180a 20r',
		},
	},
	unknown: {
		'first item': {
			stop: '1: 0a 1u 199n',
			retry: '200: 199a 1u',
			continue: '200: 199a 1u',
			'error output': '200: 199a 1u',
			'continue + retry': '200: 199a 1u',
			'error output + retry': '200: 199a 1u',
		},
		'item 120': {
			stop: '120: 119a 1u 80n',
			retry: '200: 199a 1u',
			continue: '200: 199a 1u',
			'error output': '200: 199a 1u',
			'continue + retry': '200: 199a 1u',
			'error output + retry': '200: 199a 1u',
		},
		'every 10th': {
			stop: '10: 9a 1u 190n',
			retry: '30: 27a 3u 170n',
			continue: '200: 180a 20u',
			'error output': '200: 180a 20u',
			'continue + retry': '200: 180a 20u',
			'error output + retry': '200: 180a 20u',
		},
	},
};

function inAllModes(text: string): Record<Mode, string> {
	const modes = Object.keys(MODES) as Mode[];
	return Object.fromEntries(modes.map((mode) => [mode, text])) as Record<Mode, string>;
}

/** The same whether n8n tries again or not: the server is not asked before its time. */
function whereItEnds(stops: string, goesOn: string): Record<Mode, string> {
	return { ...inAllModes(goesOn), stop: stops, retry: stops };
}

/** What the node says of an item. */
type State = 'accepted' | 'refused' | 'unknown' | 'not started';

const goesOn = (mode: Mode) => 'onError' in MODES[mode];

/** What the node remembers with the execution, by item index: `a…` accepted, `u…` unknown. */
function ledgerOf({ run }: RunResult): Record<string, string> {
	const { omnichatLedger } = (run.data.executionData?.contextData['node:Omnichat'] ??
		{}) as IDataObject;
	const { runs = {} } = (omnichatLedger ?? {}) as { runs?: Record<string, Record<string, string>> };
	return runs['0'] ?? {};
}

const itemOf = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;

function stateOf({ json }: INodeExecutionData): State {
	if (json.error === undefined) return json.status === true ? 'accepted' : 'unknown';
	return (json.error as { outcome: State }).outcome;
}

/**
 * The node's own report: its outputs, or, where it stopped, the error and what it remembers.
 */
function reportOf(result: RunResult): State[] {
	const report = Array<State>(ITEMS).fill('not started');
	if (result.error === undefined) {
		for (const item of result.output.flat()) report[itemOf(item)] = stateOf(item);
		return report;
	}
	const { itemIndex } = result.error.context as { itemIndex: number };
	report[itemIndex] = 'refused';
	for (const [index, entry] of Object.entries(ledgerOf(result))) {
		report[Number(index)] = entry.startsWith('a') ? 'accepted' : 'unknown';
	}
	return report;
}

/** Where the node's report and the gateway's record contradict each other; empty when all is well. */
function contradictions(kind: Kind, report: State[], gateway: Gateway): string[] {
	const requests = Array<number>(ITEMS).fill(0);
	const acceptances = Array<number>(ITEMS).fill(0);
	const found: string[] = [];
	for (const { body, accepted } of gateway.sends()) {
		const index = Number((body as { phone: string }).phone.slice(-4)) - 1000;
		requests[index] = (requests[index] ?? 0) + 1;
		if (accepted) acceptances[index] = (acceptances[index] ?? 0) + 1;
	}
	const chats = gateway.accepted.map(({ chatId }) => chatId);
	if (new Set(chats).size !== chats.length) found.push('somebody got a message twice');

	report.forEach((state, index) => {
		const [sent = 0, accepted = 0] = [requests[index], acceptances[index]];
		const isRight =
			(state === 'accepted' && accepted === 1) ||
			// A server that wants to be left alone is not asked.
			(state === 'refused' && (sent > 0 || kind === 'later') && accepted === 0) ||
			// Unknown since its first request, so never asked again.
			(state === 'unknown' && sent === 1 && accepted <= 1) ||
			(state === 'not started' && sent === 0);
		if (!isRight) found.push(`item ${index} ${state}: requested ${sent}×, accepted ${accepted}×`);
	});
	return found;
}

function inShort(report: State[], requests: number): string {
	const count = (state: State) => report.filter((other) => other === state).length;
	const others = (['refused', 'unknown', 'not started'] as const)
		.map((state) => ({ number: count(state), letter: state.charAt(0) }))
		.filter(({ number }) => number > 0)
		.map(({ number, letter }) => ` ${number}${letter}`);
	return `${requests}: ${count('accepted')}a${others.join('')}`;
}

/** The outputs hold every item once, in order, and say to whom each one went. */
function expectOutputsInOrder({ output }: RunResult, mode: Mode): void {
	for (const items of output) {
		const indexes = items.map(itemOf);
		expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
	}
	const all = output.flat().toSorted((a, b) => itemOf(a) - itemOf(b));
	expect(all.map(itemOf)).toEqual(Array.from({ length: ITEMS }, (_, index) => index));

	const [regular = [], errors = []] = output;
	if (mode.startsWith('error output')) {
		expect(regular.filter(({ json }) => json.error !== undefined)).toEqual([]);
		// The columns of the input come along.
		expect(errors.map(({ json }) => json.phone)).toEqual(
			errors.map((item) => phoneOf(itemOf(item))),
		);
	}
	const accepted = regular.filter(({ json }) => json.error === undefined);
	expect(accepted.map(({ json }) => json.recipient)).toEqual(
		accepted.map((item) => `+${phoneOf(itemOf(item))}`),
	);
}

/**
 * Defines the tests of the fault matrix: 200 messages under every mode, fault and position, the
 * gateway's record against the node's own report. The test file must have mocked n8n's `sleep`.
 *
 * @param modes the columns
 */
export function defineFaultMatrix(modes: Mode[]): void {
	let gateway: Gateway;
	let door: Door;
	let time: ReturnType<typeof virtualTime>;
	const printed = new Map<string, Partial<Record<Mode, string>>>();
	const startedAt = process.uptime();

	beforeAll(async () => {
		registerCredentialType(new OmnichatApi());
		// Its answers name a limit, as the platform's do, and nobody comes near it.
		const throttle = { limit: 1_000_000, windowMs: 60_000 };
		gateway = await startGateway({ typingDelayMs: 0, throttle });
		door = await createDoor(gateway.port);
		time = virtualTime();
		const passAtOnce = jest.mocked(sleep).getMockImplementation();
		let waits = 0;
		jest.mocked(sleep).mockImplementation(async (ms, signal) => {
			// A server that was down is back while the node waits for the second time.
			if (signal !== undefined && ++waits % 2 === 0) await door.open();
			await passAtOnce?.(ms, signal);
		});
	});
	afterAll(async () => {
		await door.stop();
		await gateway.stop();
		const seconds = (process.uptime() - startedAt).toFixed(0);
		const line = (cells: string[]) =>
			`${cells.map((cell, column) => cell.padEnd(column === 0 ? 32 : 21)).join('')}\n`;
		const lines = [...printed].map(([row, cells]) =>
			line([row, ...modes.map((mode) => cells[mode] ?? 'FAILED')]),
		);
		process.stdout.write(
			`\n${ITEMS} messages. requests: a accepted, r refused, u unknown, n not started. ${seconds} s\n${line(['', ...modes])}${lines.join('')}\n`,
		);
	});

	async function runCell(row: Row, position: Position, mode: Mode): Promise<RunResult> {
		const spoiled = POSITIONS[position];
		gateway.reset();
		time.reset();
		await door.reset();
		if (row.fault === undefined) {
			await door.closeAfter(spoiled);
		} else {
			const fresh = new Set(spoiled.map(phoneOf));
			const isFresh = ({ phone }: Record<string, unknown>) => fresh.delete(String(phone));
			gateway.misbehave({ ...row.fault(), times: Infinity, where: isFresh });
		}
		// 50 timeouts one after the other would take long: there, several are sent at once.
		const atOnce = row.timesOut && position === 'every 10th' && goesOn(mode) ? 25 : 1;
		return await runNode(new Omnichat(), {
			credentials: {
				omnichatApi: {
					apiKey: demo.apiKey,
					deviceKey: demo.deviceKey,
					baseUrl: row.fault === undefined ? door.url : gateway.url,
				},
			},
			items: Array.from({ length: ITEMS }, (_, index) => ({
				phone: phoneOf(index),
				timeout: spoiled.includes(index) ? SHORT_TIMEOUT_SECONDS : LONG_TIMEOUT_SECONDS,
			})),
			node: MODES[mode],
			parameters: {
				...sendText,
				text: 'Halo',
				options: {
					messagesAtOnce: atOnce,
					...(row.timesOut && { timeout: '={{ $json.timeout }}' }),
				},
			},
		});
	}

	describe.each(Object.entries(ROWS))('%s', (name, row) => {
		describe.each(Object.keys(POSITIONS) as Position[])('%s', (position) => {
			test.each(modes)(
				'%s: every message is accounted for, none is sent twice',
				async (mode) => {
					const result = await runCell(row, position, mode);
					const report = reportOf(result);
					const short = inShort(report, gateway.sends().length);
					const line = `${name}, ${position}`;
					printed.set(line, { ...printed.get(line), [mode]: short });

					expect(contradictions(row.kind, report, gateway)).toEqual([]);
					expect(short).toBe(EXPECTED[row.kind][position][mode]);

					const remembered = Object.entries(ledgerOf(result));
					expect(remembered.map(([index, entry]) => [Number(index), entry.charAt(0)])).toEqual(
						[...report.entries()]
							.filter(([, state]) => state === 'accepted' || state === 'unknown')
							.map(([index, state]) => [index, state.charAt(0)]),
					);
					expect(time.waits).toHaveLength((row.waits ?? 0) * POSITIONS[position].length);

					// A run that goes on, or has nothing to complain of, has all items in its outputs.
					const hasFailed = report.some((state) => state !== 'accepted');
					expect(result.error === undefined).toBe(goesOn(mode) || !hasFailed);
					if (result.error === undefined) expectOutputsInOrder(result, mode);
					else {
						expect(result.error.context).toMatchObject({
							itemIndex: report.findIndex((state) => state !== 'accepted'),
						});
					}
				},
				120_000,
			);
		});
	});
}
