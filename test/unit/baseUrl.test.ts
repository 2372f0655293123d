import { normalizeBaseUrl } from '../../nodes/Omnichat/rules/baseUrl';

test.each([
	['https://app.omnichat.id', 'https://app.omnichat.id'],
	['https://app.omnichat.id/', 'https://app.omnichat.id'],
	['  https://app.omnichat.id//  ', 'https://app.omnichat.id'],
	['https://app.omnichat.id/api-app/whatsapp/send-message', 'https://app.omnichat.id'],
	['https://app.omnichat.id/api-app', 'https://app.omnichat.id'],
	['app.omnichat.id', 'https://app.omnichat.id'],
	['HTTPS://App.Omnichat.id', 'https://app.omnichat.id'],
	['https://app.omnichat.id/user/dashboard', 'https://app.omnichat.id'],
	['https://app.omnichat.id/user/devices?page=2#top', 'https://app.omnichat.id'],
	['https://app.omnichat.id/#/login', 'https://app.omnichat.id'],
	['app.omnichat.id/login', 'https://app.omnichat.id'],
	['https://brand.example/wa/', 'https://brand.example'],
	['https://brand.example/wa/api-app', 'https://brand.example/wa'],
	['https://brand.example/wa//api-app/whatsapp/send-message', 'https://brand.example/wa'],
	['https://brand.example/api-apple', 'https://brand.example'],
	['https://brand.example:8443', 'https://brand.example:8443'],
	['"https://app.omnichat.id"', 'https://app.omnichat.id'],
	['\u200bhttps://app.omnichat.id', 'https://app.omnichat.id'],
	['https://app.omnichat.id,', 'https://app.omnichat.id'],
	['<https://app.omnichat.id>', 'https://app.omnichat.id'],
	['http://127.0.0.1:8780', 'http://127.0.0.1:8780'],
	['http://localhost:8780/', 'http://localhost:8780'],
	['http://[::1]:8780', 'http://[::1]:8780'],
])('the base URL %p is used as %s', (value, expected) => {
	expect(normalizeBaseUrl(value)).toBe(expected);
});

test.each<[value: unknown, message: RegExp]>([
	['', /empty/],
	[undefined, /empty/],
	['http://app.omnichat.id', /does not start with https/],
	['http://127.0.0.1.example.com', /does not start with https/],
	['http://localhost.example.com', /does not start with https/],
	['http://x.localhost', /does not start with https/],
	['ftp://app.omnichat.id', /does not start with https/],
	['https://', /not a web address/],
	['https//app.omnichat.id', /not a web address/],
	['https.//app.omnichat.id', /not a web address/],
	['ttps//app.omnichat.id', /not a web address/],
	['undefined', /not a web address/],
	['https:/app.omnichat.id', /not a web address/],
	['https:\\\\app.omnichat.id', /not a web address/],
	['{{ $json.url }}', /not a web address/],
	['https://app.omnichat.id"x', /not a web address/],
	['https://user:secret@app.omnichat.id', /^(?!.*secret).*user name or password/],
])('the base URL %p is refused', (value, message) => {
	expect(() => normalizeBaseUrl(value)).toThrow(message);
});

test.each([
	'http://app.omnichat.id/wa/api-app/whatsapp/chats/SECRET?api_key=SECRET',
	'http://app.omnichat.id/wa#SECRET',
	'https://app.omni chat.id?api_key=SECRET',
	'https://x:SECRET@app.omni chat.id',
	`https://app.omnichat.id/${'x'.repeat(100_000)}?SECRET`,
	'app.omnichat.id,api_key=SECRET',
	'app.omnichat.id&api_key=SECRET',
	'http://app.omnichat.id/x/SECRET',
])('what is wrong with %p is said without what could be a key', (value) => {
	expect(() => normalizeBaseUrl(value)).toThrow(/^(?!.*SECRET)The base URL "[^"]*omni/);
});

test('a key in place of the address is not said', () => {
	expect(() => normalizeBaseUrl('SECRET+key/x==')).toThrow(/^The base URL is not a web address$/);
});
