import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { sendText } from '../sendText';
import { demoCredential, gateway, useGateway } from './demoGateway';
import { runNode } from './harness';

/* The waits are real here: no clock of its own. */

const MESSAGES = 1_000;
const LIMIT = 60;
const WINDOW_MS = 1_000;

useGateway({ throttle: { limit: LIMIT, windowMs: WINDOW_MS } });

test('1,000 messages to a server that allows 60 in a (shortened) minute all arrive, once', async () => {
	const phones = Array.from({ length: MESSAGES }, (_, index) => `62812000${10_000 + index}`);
	const { error, output, hints } = await runNode(new Omnichat(), {
		credentials: demoCredential(),
		items: phones.map((phone) => ({ phone })),
		parameters: { ...sendText, text: 'Halo' },
	});

	expect(error).toBeUndefined();
	expect(gateway.accepted.map(({ chatId }) => chatId)).toEqual(
		phones.map((phone) => `${phone}@s.whatsapp.net`),
	);
	expect(output[0]?.map(({ json }) => json.recipient)).toEqual(phones.map((phone) => `+${phone}`));
	expect(hints[0]?.message).toMatch(/1000 accepted, waited \d+ s/);

	const requests = gateway.sends();
	const took = ((requests.at(-1)?.at ?? 0) - (requests[0]?.at ?? 0)) / 1_000;
	const shortest = (Math.floor((MESSAGES - 1) / LIMIT) * WINDOW_MS) / 1_000;
	const turnedAway = requests.filter(({ status }) => status === 429).length;
	process.stdout.write(
		`\nThrottle: ${MESSAGES} messages, ${LIMIT} in ${WINDOW_MS} ms: ${took.toFixed(1)} s, the shortest possible is ${shortest.toFixed(1)} s; ${turnedAway} turned away\n`,
	);
}, 120_000);
