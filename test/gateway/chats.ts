import { isGroupId } from './address';

export interface Chat {
	uid: string;
	/** Empty as long as nobody gave one. */
	name: string;
	/** Devices that have this chat, the last used one last. Empty: only refused messages so far. */
	deviceKeys: string[];
}

/** One message as the phone page shows it. */
export interface Bubble {
	id: number;
	chatId: string;
	/** Milliseconds since the epoch. */
	at: number;
	from: 'customer' | 'device';
	kind: 'text' | 'template' | 'autoReply' | 'simulated';
	/** The template's name. */
	label?: string;
	/** Who wrote it, in a group. */
	sender?: string;
	text: string;
	state: 'pending' | 'accepted' | 'refused' | 'received';
	/** Why it was refused, or what became of the webhook. */
	note?: string;
}

export type PhoneEvent =
	| { type: 'chat'; chat: Chat }
	| { type: 'bubble'; bubble: Bubble }
	| { type: 'changed' };

export interface Chats {
	all: Map<string, Chat>;
	bubbles: Bubble[];
	/** Told of every change; the phone page's event streams listen here. */
	listeners: Set<(event: PhoneEvent) => void>;
	/** Finds or makes a chat; a given device or name is noted on it. */
	meet(uid: string, known?: { deviceKey?: string; name?: string }): Chat;
	add(bubble: Omit<Bubble, 'id' | 'at'>): Bubble;
	update(bubble: Bubble, change: Partial<Bubble>): void;
	announce(event: PhoneEvent): void;
}

/** A book of chats and their messages, empty at first. */
export function createChats(): Chats {
	let lastId = 0;
	const chats: Chats = {
		all: new Map(),
		bubbles: [],
		listeners: new Set(),
		meet(uid, { deviceKey, name } = {}) {
			const chat = chats.all.get(uid) ?? { uid, name: '', deviceKeys: [] };
			// A group's messages carry the writer's name, which is not the group's.
			if (name && (!isGroupId(uid) || chat.name === '')) chat.name = name;
			if (deviceKey !== undefined) {
				chat.deviceKeys = [...chat.deviceKeys.filter((key) => key !== deviceKey), deviceKey];
			}
			chats.all.set(uid, chat);
			chats.announce({ type: 'chat', chat });
			return chat;
		},
		add(content) {
			lastId += 1;
			const bubble: Bubble = { ...content, id: lastId, at: Date.now() };
			chats.bubbles.push(bubble);
			chats.announce({ type: 'bubble', bubble });
			return bubble;
		},
		update(bubble, change) {
			Object.assign(bubble, change);
			chats.announce({ type: 'bubble', bubble });
		},
		announce(event) {
			for (const listener of chats.listeners) listener(event);
		},
	};
	return chats;
}
