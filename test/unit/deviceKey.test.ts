import { normalizeDeviceKey, singleDeviceKey } from '../../nodes/Omnichat/rules/deviceKey';

test.each<[what: string, value: unknown, key: string]>([
	['as it stands in the dashboard', 'abc-123', 'abc-123'],
	['with blanks', ' abc-123\n', 'abc-123'],
	['as the callback names it', 'device_abc-123', 'abc-123'],
	['in quotation marks', '"abc-123"', 'abc-123'],
	['in those of a letter', '“abc-123”', 'abc-123'],
	['with a comma behind it', 'abc-123,', 'abc-123'],
	['with a sign that nobody sees', '\u200babc-123\ufeff', 'abc-123'],
	['a number', 123, '123'],
	['nothing', undefined, ''],
])('a device key %s is read', (_what, value, key) => {
	expect(normalizeDeviceKey(value)).toBe(key);
	expect(singleDeviceKey(value)).toBe(key);
});

test.each(['abc, def', 'abc def', 'abc;def'])('%p are several', (value) => {
	expect(() => singleDeviceKey(value)).toThrow(/several keys/);
});
