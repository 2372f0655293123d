import { resolveRecipient } from '../../nodes/Omnichat/rules/recipient';
import { triggerWorkflow, useTriggerInTime } from './triggerWorkflow';

jest.mock('../../nodes/Omnichat/rules/recipient', () => {
	const actual = jest.requireActual<{ resolveRecipient: typeof resolveRecipient }>(
		'../../nodes/Omnichat/rules/recipient',
	);
	return { ...actual, resolveRecipient: jest.fn(actual.resolveRecipient) };
});

useTriggerInTime();

beforeEach(() => jest.mocked(resolveRecipient).mockClear());

test.each([
	['with an ID', { message_id: 'A1' }, {}, true],
	['without one', {}, {}, true],
	['of a group', { type: 'group' }, {}, true],
	['that a filter drops', {}, { keywords: 'other' }, false],
])('who writes is read once for each call: a message %s', async (_what, more, options, starts) => {
	const workflow = triggerWorkflow(options);
	const message = { device_key: 'own', from: '6281234567890', name: 'Budi', message: 'halo' };
	expect(await workflow.starts({ ...message, ...more })).toBe(starts);
	expect(resolveRecipient).toHaveBeenCalledTimes(1);
});
