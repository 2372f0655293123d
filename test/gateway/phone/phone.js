'use strict';

/* global document, fetch, EventSource */

const byId = (id) => document.getElementById(id);

const chats = new Map();
const bubbles = new Map();
const unread = new Map();
let openId;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const fullTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Everything shown comes from outside, so it only ever goes into a text node. */
function element(tag, className, text) {
	const made = document.createElement(tag);
	if (className) made.className = className;
	if (text !== undefined) made.textContent = text;
	return made;
}

function nameOf(chat) {
	if (chat.name) return chat.name;
	if (chat.uid === '') return 'No recipient';
	const [bare, server] = chat.uid.split('@');
	if (server === 'g.us') return `Group ${bare}`;
	if (server === 'lid') return `Hidden number ${bare}`;
	return bare.startsWith('0') || bare === '' ? bare || 'No digits' : `+${bare}`;
}

const isGroup = (uid) => uid.endsWith('@g.us');

function tagOf(bubble) {
	const tags = {
		text: '',
		template: `Template · ${bubble.label ?? ''}`,
		autoReply: 'Auto-reply',
		simulated: 'Simulated',
	};
	const where = isGroup(bubble.chatId) && bubble.from === 'device' ? 'Group message' : '';
	return [bubble.sender, where, tags[bubble.kind]].filter(Boolean).join(' · ');
}

const MODE_NOTES = {
	throttle: '3 requests in 15 seconds, then 429',
	offline: 'sends answer 404',
	slow: 'each send takes 8 seconds',
};

const FATES = { pending: 'Typing…', accepted: 'Accepted', refused: 'Refused', received: '' };

const FORMATS = { '*': 'b', _: 'i', '~': 's' };

/** A text with its *bold*, _italic_ and ~struck~ words, as WhatsApp shows them. */
function formatted(text) {
	return text
		.split(/(?<!\w)([*_~]\S(?:[^\n]{0,200}?\S)??[*_~])(?!\w)/)
		.map((part) =>
			part.length > 2 && FORMATS[part[0]] && part.at(-1) === part[0]
				? element(FORMATS[part[0]], '', part.slice(1, -1))
				: part,
		);
}

/** A text whose web addresses can be opened, as in WhatsApp. */
function textElement(text) {
	const box = element('p', 'text');
	for (const part of text.split(/(https?:\/\/\S+)/)) {
		if (!/^https?:/.test(part)) {
			box.append(...formatted(part));
			continue;
		}
		const link = element('a', '', part);
		link.href = part;
		link.target = '_blank';
		link.rel = 'noreferrer';
		box.append(link);
	}
	return box;
}

function bubbleElement(bubble) {
	const box = element('article', `bubble ${bubble.from} ${bubble.state}`);
	const tag = tagOf(bubble);
	if (tag) box.append(element('p', 'tag', tag));
	box.append(bubble.text ? textElement(bubble.text) : element('p', 'text none', 'No text'));
	const fate = element('p', 'fate');
	const time = element('time', '', clock.format(bubble.at));
	time.dateTime = new Date(bubble.at).toISOString();
	time.title = fullTime.format(bubble.at);
	fate.append(time);
	const word = FATES[bubble.state];
	if (word) fate.append(' · ', element('span', bubble.state, word));
	if (bubble.note) fate.append(word ? ': ' : ' · ', bubble.note);
	box.append(fate);
	box.dataset.id = bubble.id;
	return box;
}

function lastOf(uid) {
	let last;
	for (const bubble of bubbles.values()) if (bubble.chatId === uid) last = bubble;
	return last;
}

function showList() {
	const focused = document.activeElement?.dataset?.uid;
	const entries = [...chats.values()].map((chat) => ({ chat, last: lastOf(chat.uid) }));
	entries.sort((one, other) => (other.last?.id ?? 0) - (one.last?.id ?? 0));
	const rows = entries.map(({ chat, last }) => {
		const button = element('button', 'chat');
		button.type = 'button';
		button.dataset.uid = chat.uid;
		button.setAttribute('aria-current', String(chat.uid === openId));
		button.append(element('span', 'name', nameOf(chat)));
		button.append(element('span', 'when', last ? clock.format(last.at) : ''));
		const refused = last?.state === 'refused';
		const fallback = isGroup(chat.uid) ? 'Group' : 'No messages yet';
		const text = last ? (refused ? `Refused: ${last.text}` : last.text) : fallback;
		button.append(element('span', refused ? 'last refused' : 'last', text));
		const count = unread.get(chat.uid) ?? 0;
		if (count > 0) {
			const badge = element('span', 'unread', String(count));
			badge.setAttribute('aria-label', `${count} new`);
			button.append(badge);
		}
		button.addEventListener('click', () => open(chat.uid));
		const row = element('li');
		row.append(button);
		return row;
	});
	byId('chat-list').replaceChildren(...rows);
	if (focused !== undefined) {
		rows.map((row) => row.firstChild).find((button) => button.dataset.uid === focused)?.focus();
	}
}

function showHead() {
	const chat = chats.get(openId);
	const known = chat !== undefined;
	byId('panes').classList.toggle('talking', known);
	byId('talk-head').hidden = !known;
	byId('empty').hidden = known;
	byId('composer').hidden = !known || chat.uid === '';
	if (!known) return;
	const name = nameOf(chat);
	byId('talk-name').textContent = name;
	byId('talk-id').textContent = chat.uid;
	byId('sender-row').hidden = !isGroup(chat.uid);
	byId('text-label').textContent = `Message as ${name}`;
	byId('text').placeholder = isGroup(chat.uid) ? `Write in ${name}` : `Write as ${name}`;
}

function showLog() {
	const mine = [...bubbles.values()].filter((bubble) => bubble.chatId === openId);
	byId('log').replaceChildren(...mine.map(bubbleElement));
	scrollDown();
}

function scrollDown() {
	byId('log').scrollTop = byId('log').scrollHeight;
}

function open(uid) {
	openId = uid;
	unread.delete(uid);
	showList();
	showHead();
	showLog();
	if (!byId('composer').hidden) byId('text').focus();
}

function onBubble(bubble) {
	const isNew = !bubbles.has(bubble.id);
	bubbles.set(bubble.id, bubble);
	if (bubble.chatId === openId) {
		const log = byId('log');
		const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
		const made = bubbleElement(bubble);
		const old = log.querySelector(`[data-id="${bubble.id}"]`);
		if (old) old.replaceWith(made);
		else log.append(made);
		if (atEnd) scrollDown();
	} else if (isNew) {
		unread.set(bubble.chatId, (unread.get(bubble.chatId) ?? 0) + 1);
	}
	showList();
}

function onSnapshot({ mode, device, chats: allChats, bubbles: allBubbles }) {
	chats.clear();
	bubbles.clear();
	for (const chat of allChats) chats.set(chat.uid, chat);
	for (const bubble of allBubbles) bubbles.set(bubble.id, bubble);
	if (!chats.has(openId)) openId = undefined;
	for (const radio of document.querySelectorAll('[name="mode"]')) {
		radio.checked = radio.value === mode;
	}
	byId('device-name').textContent = device?.name ?? 'The phone';
	const connection = device?.online ? 'Connected' : 'Not connected';
	byId('device-state').textContent = [connection, MODE_NOTES[mode]].filter(Boolean).join(' · ');
	byId('device-state').classList.toggle('off', !device?.online);
	byId('webhook-badge').textContent = device?.webhookUrl ? 'set' : 'not set';
	if (!byId('webhook').open) byId('webhook-url').value = device?.webhookUrl ?? '';
	showList();
	showHead();
	showLog();
}

async function post(path, body) {
	const answer = await fetch(path, {
		method: 'POST',
		headers: { 'content-type': 'application/json', accept: 'application/json' },
		body: JSON.stringify(body),
	});
	if (!answer.ok) throw new Error(`The gateway answered ${answer.status}`);
}

const events = new EventSource('/phone/events');
events.addEventListener('open', () => {
	byId('lost').hidden = true;
});
events.addEventListener('error', () => {
	byId('lost').hidden = false;
});
events.addEventListener('message', ({ data }) => {
	const event = JSON.parse(data);
	if (event.type === 'snapshot') onSnapshot(event);
	if (event.type === 'bubble') onBubble(event.bubble);
	if (event.type === 'chat') {
		chats.set(event.chat.uid, event.chat);
		showList();
		if (event.chat.uid === openId) showHead();
	}
});

byId('modes').addEventListener('change', ({ target }) => {
	void post('/phone/mode', { mode: target.value });
});

byId('back').addEventListener('click', () => {
	const left = openId;
	openId = undefined;
	showHead();
	showLog();
	showList();
	[...document.querySelectorAll('.chat')].find((button) => button.dataset.uid === left)?.focus();
});

byId('text').addEventListener('keydown', (event) => {
	// During IME composition Enter chooses a word.
	if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
	event.preventDefault();
	byId('composer').requestSubmit();
});

byId('composer').addEventListener('submit', (event) => {
	event.preventDefault();
	const text = byId('text').value;
	const chat = chats.get(openId);
	if (!chat || text.trim() === '') return;
	const name = isGroup(chat.uid) ? byId('sender').value.trim() : chat.name;
	byId('text').value = '';
	scrollDown();
	post('/phone/messages', { from: chat.uid, text, ...(name ? { name } : {}) }).catch(() => {
		// Nothing typed gets lost while the gateway is away.
		if (byId('text').value === '') byId('text').value = text;
	});
});

/** A number as people in Indonesia write it, or a chat ID, as a chat ID; undefined if neither. */
function chatIdFrom(written) {
	const trimmed = written.trim();
	if (trimmed.includes('@')) {
		return /^[\d-]{5,40}@(s\.whatsapp\.net|g\.us|lid)$/.test(trimmed) ? trimmed : undefined;
	}
	const digits = trimmed.replace(/\D/g, '').replace(/^0/, '62');
	return digits.length < 8 || digits.length > 15 ? undefined : `${digits}@s.whatsapp.net`;
}

byId('open-new').addEventListener('click', () => {
	byId('new-chat-form').reset();
	byId('new-problem').textContent = '';
	byId('new-chat').showModal();
});

byId('new-chat-form').addEventListener('submit', async (event) => {
	event.preventDefault();
	const uid = chatIdFrom(byId('new-number').value);
	if (!uid) {
		byId('new-problem').textContent = 'That is neither a phone number nor a chat ID.';
		byId('new-number').focus();
		return;
	}
	try {
		await post('/phone/chats', { uid, name: byId('new-name').value.trim() });
		byId('new-chat').close();
		if (!chats.has(uid)) chats.set(uid, { uid, name: byId('new-name').value.trim() });
		open(uid);
	} catch (error) {
		byId('new-problem').textContent = error.message;
	}
});

byId('open-webhook').addEventListener('click', () => byId('webhook').showModal());

byId('webhook-form').addEventListener('submit', async (event) => {
	event.preventDefault();
	await post('/phone/webhook', { url: byId('webhook-url').value.trim() });
	byId('webhook').close();
});

for (const button of document.querySelectorAll('[data-close]')) {
	button.addEventListener('click', () => button.closest('dialog').close());
}
