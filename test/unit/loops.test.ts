import type { IWebhookFunctions } from 'n8n-workflow';

import { callOf } from '../../nodes/Omnichat/trigger/incomingMessage';
import { isHeldBack } from '../../nodes/Omnichat/trigger/loops';
import type { TriggerSettings } from '../../nodes/Omnichat/trigger/settings';

const context = {
	getMode: () => 'webhook',
	getWorkflow: () => ({ id: 'workflow' }),
	getNode: () => ({ id: 'trigger' }),
} as unknown as IWebhookFunctions;

/** With so few minutes, six texts at once are a loop. */
const settings = { stopLoopsAfter: 0.5 } as TriggerSettings;

/** One more text of a chat. @returns whether it is held back */
const write = (chat: number) =>
	isHeldBack(
		context,
		callOf({ device_key: 'own', from: String(6281200000000 + chat), message: 'We are closed.' }),
		settings,
	);

function loop(chat: number) {
	for (let text = 1; text < 6; text++) expect(write(chat)).toBe(false);
	expect(write(chat)).toBe(true);
}

test('ten thousand chats are kept; the one that was silent for longest is forgotten first', () => {
	jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 1));
	loop(1);
	loop(0);
	expect(write(1)).toBe(true);
	for (let chat = 2; chat < 10_000; chat++) write(chat);
	loop(10_000);
	expect(write(10_000)).toBe(true);
	expect(write(1)).toBe(true);
	// It starts again, as a chat of which nothing is known.
	loop(0);
});
