import type { IDataObject } from 'n8n-workflow';

import {
	chosenDevice,
	deviceKeysIn,
	normalizeDeviceKey,
	singleDeviceKey,
} from '../../nodes/Omnichat/rules/deviceKey';

test.each<[what: string, value: unknown, key: string]>([
	['as it stands in the dashboard', 'abc-123', 'abc-123'],
	['with blanks', ' abc-123\n', 'abc-123'],
	['as the callback names it', 'device_abc-123', 'abc-123'],
	['as the callback names it, in capitals', 'DEVICE_abc-123', 'abc-123'],
	['that has the same word inside', 'abc-device_123', 'abc-device_123'],
	['in quotation marks', '"abc-123"', 'abc-123'],
	['in those of a letter', '“abc-123”', 'abc-123'],
	['with a comma behind it', 'abc-123,', 'abc-123'],
	['with a sign that nobody sees', '\u200babc-123\ufeff', 'abc-123'],
	['a number', 123, '123'],
	['nothing', undefined, ''],
	['an object', { key: 'abc-123' }, ''],
])('a device key %s is read', (_what, value, key) => {
	expect(normalizeDeviceKey(value)).toBe(key);
	expect(singleDeviceKey(value)).toBe(key);
});

test.each(['abc, def', 'abc def', 'abc;def'])('%p are several', (value) => {
	expect(() => singleDeviceKey(value)).toThrow(
		expect.objectContaining({
			message:
				'The device key field holds several keys, only the Omnichat Trigger takes more than one',
			description:
				"A message goes from one device. Keep one key in the credential: choose another device in the options of the Omnichat node, and put further ones into the option 'Device Keys' of the trigger",
		}) as Error,
	);
});

test.each<[field: unknown, keys: string[]]>([
	['abc, def', ['abc', 'def']],
	['abc;def', ['abc', 'def']],
	['abc\n\n def', ['abc', 'def']],
	['device_abc device_def', ['abc', 'def']],
	['"abc", "def"', ['abc', 'def']],
	[', ,', []],
	['', []],
	[undefined, []],
])('the trigger listens for the device keys in %p', (field, keys) => {
	expect(deviceKeysIn(field)).toEqual(keys);
});

const HOW_TO_MEND =
	"Paste the device key from the Devices page of the Omnichat dashboard, or set the option 'Device' to 'Chosen by Omnichat'";

test.each<[what: string, options: IDataObject, own: string, key: string | undefined]>([
	['that of the credential, where nothing is chosen', {}, 'own', 'own'],
	['that of the credential', { device: 'credential', deviceKey: 'other' }, 'own', 'own'],
	['the one of the options', { device: 'key', deviceKey: ' device_other ' }, 'own', 'other'],
	['none, where Omnichat is to choose', { device: 'auto' }, 'own', undefined],
	['none, where Omnichat is to choose and no key is there', { device: 'auto' }, '', undefined],
])('the device of a message is %s', (_what, options, own, key) => {
	expect(chosenDevice(options, own)).toBe(key);
});

test.each<[what: string, options: IDataObject, message: string]>([
	['the credential', {}, 'The device key of the credential is empty'],
	['the options', { device: 'key', deviceKey: ' ' }, 'The device key in the options is empty'],
])('without a key in %s it says where to get one', (_what, options, message) => {
	expect(() => chosenDevice(options, '')).toThrow(
		expect.objectContaining({ message, description: HOW_TO_MEND }) as Error,
	);
});
