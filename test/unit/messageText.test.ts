import { isCaption, messageText } from '../../nodes/Omnichat/rules/messageText';

const picture = { url: 'https://example.com/a.jpg', mimetype: 'image/jpeg' };

test.each<[what: string, message: unknown, text: string | null]>([
	['a text', 'halo', 'halo'],
	['an empty text', '', ''],
	['a number', 5, '5'],
	['text', { text: 'halo' }, 'halo'],
	['an empty text beside a caption', { text: '', caption: 'halo' }, 'halo'],
	['an empty text alone', { text: '' }, ''],
	['a text that is a list', { text: ['halo'] }, null],
	['caption', { image: picture, caption: 'halo' }, 'halo'],
	['conversation', { conversation: 'halo' }, 'halo'],
	['extendedTextMessage', { extendedTextMessage: { text: 'halo' } }, 'halo'],
	['a caption under message', { key: { id: 'X' }, message: { caption: 'halo' } }, 'halo'],
	['a text under message', { message: 'halo' }, 'halo'],
	['conversation under message', { message: { conversation: 'halo' } }, 'halo'],
	[
		'extendedTextMessage under message',
		{ message: { extendedTextMessage: { text: 'halo' } } },
		'halo',
	],
	['a picture', { imageMessage: { ...picture, caption: 'halo' } }, 'halo'],
	['a video', { message: { videoMessage: { caption: 'halo' } } }, 'halo'],
	[
		'a file with a caption in a chat whose messages disappear',
		{
			message: {
				ephemeralMessage: {
					message: {
						documentWithCaptionMessage: { message: { documentMessage: { caption: 'halo' } } },
					},
				},
			},
		},
		'halo',
	],
	[
		'an answer to another message',
		{
			extendedTextMessage: {
				contextInfo: { quotedMessage: { conversation: 'what was written before' } },
				text: 'halo',
			},
		},
		'halo',
	],
	[
		'a picture that answers another message',
		{
			imageMessage: {
				...picture,
				contextInfo: { quotedMessage: { conversation: 'what was written before' } },
			},
		},
		null,
	],
	['a button', { buttonsResponseMessage: { selectedDisplayText: 'halo' } }, 'halo'],
	[
		'a button of a template',
		{ templateButtonReplyMessage: { selectedDisplayText: 'halo' } },
		'halo',
	],
	['a row of a list', { message: { listResponseMessage: { title: 'halo' } } }, 'halo'],
	['another one', { interactiveResponseMessage: { body: { text: 'halo' } } }, 'halo'],
	['a list to choose from', { listMessage: { title: 'Menu', description: 'halo' } }, 'halo'],
	['a list with a heading only', { listMessage: { title: 'halo' } }, 'halo'],
	['yes', true, 'true'],
	['blanks beside a caption', { text: ' ', caption: 'halo' }, 'halo'],
	...['viewOnceMessage', 'viewOnceMessageV2', 'viewOnceMessageV2Extension'].map(
		(name): [string, unknown, string] => [
			`a picture that is shown once, as ${name}`,
			{ [name]: { message: { imageMessage: { caption: 'halo' } } } },
			'halo',
		],
	),
	[
		'a template of four rows',
		{ templateMessage: { hydratedFourRowTemplate: { hydratedContentText: 'halo' } } },
		'halo',
	],
	['buttons', { buttonsMessage: { contentText: 'halo' } }, 'halo'],
	[
		'a template',
		{ templateMessage: { hydratedTemplate: { hydratedContentText: 'halo' } } },
		'halo',
	],
	['what a business sends', { interactiveMessage: { body: { text: 'halo' } } }, 'halo'],
	[
		'what a business sends with a heading',
		{ buttonsMessage: { text: 'Menu', contentText: 'halo' } },
		'halo',
	],
	['something else with a body', { type: 'image', body: '/9j/4AAQ' }, null],
	['a file, whose name is no text', { documentMessage: { title: 'a.pdf' } }, null],
	['a picture without a text', { image: picture }, null],
	['no message', undefined, null],
	['null', null, null],
	['a list', ['halo'], null],
	['a member of all objects', { constructor: { text: 'halo' } }, null],
])('the text of %s', (_what, message, text) => {
	expect(messageText(message)).toBe(text);
});

test('a text is deep in an object, and is looked for no deeper than WhatsApp puts it', () => {
	const wrapped = (depth: number): unknown =>
		depth === 0 ? 'halo' : { message: wrapped(depth - 1) };
	expect(messageText(wrapped(8))).toBe('halo');
	expect(messageText(wrapped(5_000))).toBeNull();
});

test.each<[what: string, message: unknown, expected: boolean]>([
	['a text', 'halo', false],
	['a number', 12, false],
	['a text object', { text: 'halo' }, false],
	['a caption', { image: picture, caption: 'halo' }, true],
	['a caption of a raw picture', { message: { imageMessage: { caption: 'halo' } } }, true],
	['a picture without one', { image: picture }, false],
	['a row that was tapped on', { listResponseMessage: { title: 'halo' } }, true],
	['what stands over buttons', { interactiveMessage: { body: { text: 'halo' } } }, true],
])('whether there is more to it that may differ: %s', (_what, message, expected) => {
	expect(isCaption(message)).toBe(expected);
});
