import { isPublic } from '../../nodes/Omnichat/rules/publicChat';

test.each<[what: string, from: string, isGroup: boolean]>([
	['a story', 'status@broadcast', false],
	['a story in capitals', 'Status@Broadcast', false],
	['a story without its ending', 'status', false],
	['a story that calls itself a group', 'status@broadcast', true],
	['a broadcast list', '1598765432@broadcast', false],
	['a channel', '120363041234567890@newsletter', false],
	['a channel that calls itself a group', '120363041234567890@newsletter', true],
	['a channel without its ending', '120363041234567890', false],
	['a channel without its ending, with a device', '120363041234567890:1', false],
	['a channel with a longer ID', '12036304123456789012', false],
	['a channel with the longest ID', `120${'1'.repeat(27)}`, false],
	['a channel with a device of two digits', '120363041234567890:12', false],
])('nobody can be answered in %s', (_what, from, isGroup) => {
	expect(isPublic(from, isGroup)).toBe(true);
});

test.each<[what: string, from: string, isGroup: boolean]>([
	['a person', '6281234567890', false],
	['a person of the United States', '12036304567', false],
	['a whole chat ID', '6281234567890@s.whatsapp.net', false],
	['a hidden number', '276712445202476@lid', false],
	['a hidden number of 17 digits that begin as a group ID does', '12036304123456789', false],
	['a whole LID of as many digits as a channel', '120363041234567890@lid', false],
	['a sender of more digits than a channel', `120${'1'.repeat(28)}`, false],
	['a sender with other digits in front', '9120363041234567890', false],
	['a sender with a letter behind', '120363041234567890x', false],
	['a group', '120363041234567890', true],
	['a whole group ID', '120363041234567890@g.us', false],
	['an old group', '6281234567890-1598765432', false],
	['somebody who is not named', '', false],
	['somebody who is called status', 'status quo', false],
])('%s can be answered', (_what, from, isGroup) => {
	expect(isPublic(from, isGroup)).toBe(false);
});
