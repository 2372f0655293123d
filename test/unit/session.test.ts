import { sessionIdOf } from '../../nodes/Omnichat/rules/session';

const CHAT = '6281234567890@s.whatsapp.net';

test('a conversation keeps its name from release to release: n8n remembers it under it', () => {
	expect(sessionIdOf(CHAT, 'device-1')).toBe('6281234567890@s.whatsapp.net:9D21Iopp54');
});

test('each device has a conversation of its own', () => {
	expect(sessionIdOf(CHAT, 'device-2')).not.toBe(sessionIdOf(CHAT, 'device-1'));
});
