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
	['http://127.255.0.254', 'http://127.255.0.254'],
	['app.omnichat.id/?from=https://x.id', 'https://app.omnichat.id'],
	['http://localhost:8780/', 'http://localhost:8780'],
	['http://[::1]:8780', 'http://[::1]:8780'],
	['https://[2001:db8::1]', 'https://[2001:db8::1]'],
	['app_1.omnichat-2.id', 'https://app_1.omnichat-2.id'],
	['https://https.example', 'https://https.example'],
	['https://undefined.example', 'https://undefined.example'],
])('the base URL %p is used as %s', (value, expected) => {
	expect(normalizeBaseUrl(value)).toBe(expected);
});

const DASHBOARD = 'Use the address of the dashboard, for example https://app.omnichat.id';
const HTTPS = 'Omnichat API keys are sent over https only. Change the base URL in the credential';

test.each<[value: unknown, message: string, description: string]>([
	['', 'The base URL of the credential is empty', DASHBOARD],
	[undefined, 'The base URL of the credential is empty', DASHBOARD],
	[
		'http://app.omnichat.id:8080/x',
		'The base URL "http://app.omnichat.id:8080" does not start with https://',
		HTTPS,
	],
	['HTTP://a-b.example', 'The base URL "HTTP://a-b.example" does not start with https://', HTTPS],
	['http://intranet', 'The base URL does not start with https://', HTTPS],
	['ftp:app.omnichat.id', 'The base URL "ftp:app.omnichat.id" is not a web address', DASHBOARD],
	['{{ $json.url }}', 'The base URL is not a web address', DASHBOARD],
	[
		'https://user:secret@app.omnichat.id',
		'The base URL holds a user name or password, it must not',
		DASHBOARD,
	],
	[
		'https://secret@app.omnichat.id',
		'The base URL holds a user name or password, it must not',
		DASHBOARD,
	],
	[
		'https://:secret@app.omnichat.id',
		'The base URL holds a user name or password, it must not',
		DASHBOARD,
	],
])(
	'the base URL %p is refused, and the error says how to mend it',
	(value, message, description) => {
		expect(() => normalizeBaseUrl(value)).toThrow(
			expect.objectContaining({ message, description }) as Error,
		);
	},
);

test.each<[value: string, message: RegExp]>([
	['http://127.0.0.1.example.com', /does not start with https/],
	['http://localhost.example.com', /does not start with https/],
	['http://x.localhost', /does not start with https/],
	['http://xlocalhost', /does not start with https/],
	['ftp://app.omnichat.id', /does not start with https/],
	['ftp://localhost', /does not start with https/],
	['svn+ssh://app.omnichat.id', /does not start with https/],
	['h2://app.omnichat.id', /does not start with https/],
	['https://', /not a web address/],
	['https//app.omnichat.id', /not a web address/],
	['https.//app.omnichat.id', /not a web address/],
	['http//app.omnichat.id', /not a web address/],
	['htttps//app.omnichat.id', /not a web address/],
	['ttps//app.omnichat.id', /not a web address/],
	['undefined', /not a web address/],
	['null', /not a web address/],
	['0.0.0.0', /not a web address/],
	['https:/app.omnichat.id', /not a web address/],
	['https:\\\\app.omnichat.id', /not a web address/],
	['https://app.omnichat.id"x', /not a web address/],
	['https://app.omnichat.id!', /not a web address/],
	['https://!app.omnichat.id', /not a web address/],
])('the base URL %p is refused', (value, message) => {
	expect(() => normalizeBaseUrl(value)).toThrow(message);
});

test('a base URL has up to 2,000 characters', () => {
	const start = 'https://app.omnichat.id/';
	const long = start.padEnd(2_000, 'x');
	expect(normalizeBaseUrl(long)).toBe('https://app.omnichat.id');
	expect(() => normalizeBaseUrl(`${long}x`)).toThrow(
		/^The base URL "https:\/\/app.omnichat.id" is not a web address$/,
	);
});

test('of a page that was pasted, the address at its beginning is shown', () => {
	const page = `${'https://app.omnichat.id/ '.padEnd(2_000, 'x')} cs@mail.example`;
	expect(() => normalizeBaseUrl(page)).toThrow(
		/^The base URL "https:\/\/app.omnichat.id" is not a web address$/,
	);
});

test.each([
	'http://app.omnichat.id/wa/api-app/whatsapp/chats/SECRET?api_key=SECRET',
	'http://app.omnichat.id/wa#SECRET',
	'https://app.omni chat.id?api_key=SECRET',
	'https://x:SECRET@app.omni chat.id',
	'app.omnichat.id,api_key=SECRET',
	'app.omnichat.id&api_key=SECRET',
	'http://app.omnichat.id/x/SECRET',
])('what is wrong with %p is said without what could be a key', (value) => {
	expect(() => normalizeBaseUrl(value)).toThrow(/^(?!.*SECRET)The base URL "[^"]*omni/);
});

test('a key in place of the address is not said', () => {
	expect(() => normalizeBaseUrl('SECRET+key/x==')).toThrow(/^The base URL is not a web address$/);
});
