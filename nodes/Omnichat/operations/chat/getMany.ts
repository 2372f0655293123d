import { limitFields } from '../../fields/limit';
import { deviceOptions, optionsField, readOptions } from '../../fields/options';
import { isFoundIn } from '../../rules/search';
import type { Operation, PreparedRequest } from '../operation';
import { chatsRequest, readChats, type Chat } from './list';

type ChatType = 'all' | 'people' | 'groups';

/** Lists the chats of a device, one item for each. */
export const getMany: Operation = {
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many chats',
		description:
			'Retrieve the people and groups of the device. It is not part of the documented API, so some servers may lack it.',
	},
	toolDescription:
		'Lists the WhatsApp chats of the device: people, groups or both, if wanted only those whose name, number or ID holds a text. The chat ID of each is what a message can be sent to. Nothing is sent to WhatsApp.',
	subtitle:
		'{ all: "list of chats", people: "list of people", groups: "list of groups" }[$parameter["chatType"]]',
	fields: [
		{
			displayName: 'Type',
			name: 'chatType',
			type: 'options',
			default: 'all',
			description: 'Which chats to list',
			options: [
				{ name: 'All', value: 'all', description: 'People and groups' },
				{ name: 'Groups', value: 'groups', description: 'Groups that the device is in' },
				{ name: 'People', value: 'people', description: 'People that the device has a chat with' },
			],
		},
		{
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. Budi',
			description: 'A part of the name, of the number or of the chat ID. Empty lists all.',
		},
		...limitFields,
		optionsField([...deviceOptions, ...readOptions]),
	],
	prepare(item) {
		const type = item.choice<ChatType>('chatType');
		const search = item.optionalText('search', "'Search'");
		const limit = item.limit();
		const key = item.requiredDeviceKey('A list of chats', 'the chats belong to a device');
		const timeoutMs = item.timeoutMs();

		const found = (chats: Chat[]) =>
			chats
				.filter(({ name, phone, chatId }) => isFoundIn([name, phone, chatId], search))
				.slice(0, limit);
		const ask = (isGroup: boolean, before: Chat[]): PreparedRequest => {
			// A server that does not know `is_group` would list all each time.
			const read = (chats: Chat[]) => [
				...before,
				...chats.filter((chat) => chat.isGroup === isGroup),
			];
			return {
				...chatsRequest(key, isGroup, timeoutMs),
				output: (answer) => found(read(readChats(answer))),
				next: (answer) =>
					type === 'all' && !isGroup ? ask(true, read(readChats(answer))) : undefined,
				notOffered: {
					message: 'This server does not list the chats of a device',
					description:
						'Omnichat.id does not document this list, so not every server has it. Check the base URL in the credential; if it is right, take the chat ID from the output of the Omnichat Trigger instead',
				},
			};
		};
		return ask(type === 'groups', []);
	},
};
