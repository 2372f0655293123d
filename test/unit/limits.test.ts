import { asLimit, asTimeout } from '../../nodes/Omnichat/rules/limits';
import { resolveTemplateId } from '../../nodes/Omnichat/rules/templateId';

test.each<[value: unknown, seconds: number]>([
	[90, 90],
	['90', 90],
	[0.5, 0.5],
])('a timeout of %p is %p seconds', (value, seconds) => {
	expect(asTimeout(value)).toBe(seconds);
});

test.each([0, -1, '', 'soon', Number.NaN, Infinity, undefined])(
	'a timeout of %p says what to fill in',
	(value) => {
		expect(() => asTimeout(value)).toThrow(
			expect.objectContaining({
				message: "'Timeout' is not a number of seconds above 0",
				description: 'Use 90 or more: Omnichat itself may take 75 seconds for one message',
			}) as Error,
		);
	},
);

test.each<[value: unknown, limit: number]>([
	[1, 1],
	[50, 50],
	['50', 50],
])('a limit of %p is %p results', (value, limit) => {
	expect(asLimit(value)).toBe(limit);
});

test.each<[value: unknown, shown: string]>([
	[0, '"0"'],
	[-1, '"-1"'],
	[1.5, '"1.5"'],
	['', '""'],
	['all', '"all"'],
	[Infinity, '"Infinity"'],
	[NaN, '"NaN"'],
	[null, '"null"'],
	[[5, 6], '"[5,6]"'],
	[undefined, '"undefined"'],
])('a limit of %p says what to fill in', (value, shown) => {
	expect(() => asLimit(value)).toThrow(
		expect.objectContaining({
			message: `'Limit' ${shown} is not a whole number above 0`,
			description: "Use 1 or more, or turn on 'Return All'",
		}) as Error,
	);
});

const ID = 'c84d1e57-2a90-4b36-b7f3-61e5d0a9c428';

test.each([
	['as it is', ID, ID],
	['with blanks', ` ${ID}\n`, ID],
	['in capitals', ID.toUpperCase(), ID.toUpperCase()],
	['in an address of the dashboard', `https://app.omnichat.id/templates/${ID}/edit`, ID],
	['that is none, for the server to judge', ' order confirmation ', 'order confirmation'],
	['a digit short', ` ${ID.slice(0, -1)} `, ID.slice(0, -1)],
])('a template ID %s', (_what, pasted, id) => {
	expect(resolveTemplateId(pasted)).toBe(id);
});
