import { fingerprintOf } from './fingerprint';

/**
 * Names the conversation of a chat with a device. The device is in it as a digest, which does not tell
 * its key: its number in the trigger's output changes when keys are added or taken away.
 */
export function sessionIdOf(chatId: string, deviceKey: string): string {
	return `${chatId}:${fingerprintOf(deviceKey, [chatId])}`;
}
