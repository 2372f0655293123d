import { chatIdOf, nobodyAt } from './address';
import { fieldsOf, isTrue, textOf } from './body';
import { firstMissing, requiredMessage } from './laravel';
import type { State } from './state';
import type { AcceptedMessage, Account, Device } from './types';

/** Why a send request is turned down. `invalid` marks the framework's own validation. */
export interface Refusal {
	status: number;
	message: string;
	invalid?: boolean;
}

export const SENT = { status: true, message: 'Berhasil mengirimkan pesan' } as const;

function invalidInput(input: Record<string, unknown>): string | undefined {
	const missing = firstMissing(input, ['phone', 'api_key', 'method']);
	if (missing !== undefined) return requiredMessage(missing);
	if (input['method'] !== 'text' && input['method'] !== 'template') {
		return 'The selected method is invalid.';
	}
	// Documented: is_group may be left out for a template, which needs variables in turn.
	const more = firstMissing(
		input,
		input['method'] === 'text' ? ['text', 'is_group'] : ['template', 'variables'],
	);
	return more === undefined ? undefined : requiredMessage(more);
}

function pickDevice(
	account: Account,
	input: Record<string, unknown>,
	asGroup: boolean,
): Device | undefined {
	const key = textOf(input['device_key']);
	if (key !== '') return account.devices.find((device) => device.key === key);
	return asGroup ? undefined : account.devices.find((device) => device.autoPick === true);
}

/** Fills a template by plain text replacement of each key, as the platform does. */
function fill(text: string, variables: Record<string, string>): string {
	return Object.entries(variables).reduce(
		(filled, [key, value]) => filled.replaceAll(key, () => value),
		text,
	);
}

/**
 * Decides on a send request in the platform's order: missing fields, API key, device, daily limit,
 * template, then what WhatsApp says (documented and observed). In: the request's fields. Out: the
 * message that would be accepted, or why not. Changes nothing.
 */
export function checkSend(state: State, input: Record<string, unknown>): AcceptedMessage | Refusal {
	const invalid = invalidInput(input);
	if (invalid !== undefined) return { status: 422, message: invalid, invalid: true };

	const account = state.accounts.find(({ apiKey }) => apiKey === input['api_key']);
	if (!account) return { status: 401, message: 'Api Key Cannot be recognized' };

	const asGroup = isTrue(input['is_group']);
	const device = pickDevice(account, input, asGroup);
	if (!device) return { status: 401, message: 'Device tidak di temukan' };

	if ((state.sentToday.get(device.key) ?? 0) >= (device.dailyLimit ?? Infinity)) {
		return { status: 422, message: 'This whatsapp device`s sending limit has expired' };
	}

	const message: AcceptedMessage = {
		at: Date.now(),
		chatId: chatIdOf(textOf(input['phone'])),
		isGroup: asGroup,
		text: textOf(input['text']),
		method: 'text',
		deviceKey: device.key,
	};
	if (input['method'] === 'template') {
		const template = account.templates.find(({ id }) => id === input['template']);
		if (!template) return { status: 401, message: 'Template tidak dikenali' };
		const variables = Object.fromEntries(
			Object.entries(fieldsOf(input['variables'])).map(([key, value]) => [key, textOf(value)]),
		);
		message.method = 'template';
		message.text = fill(template.text, variables);
		message.templateId = template.id;
		message.variables = variables;
	}

	// What follows is the WhatsApp side's own answer.
	if (!state.isOnline(device)) return { status: 404, message: 'Perangkat tidak terhubung' };
	const nobody = nobodyAt(message.chatId, asGroup, (id) => {
		// A chat with refused messages only is on the phone page, but WhatsApp doesn't know it.
		const chat = state.chats.all.get(id);
		return chat !== undefined && chat.deviceKeys.length > 0;
	});
	return nobody === undefined ? message : { status: 404, message: nobody };
}

/**
 * Handles a send request to its end: decides, types for a while, accepts. Resolves with the
 * accepted message or the refusal; rejects if the gateway is reset or stopped while typing.
 */
export async function send(
	state: State,
	input: Record<string, unknown>,
): Promise<AcceptedMessage | Refusal> {
	const decision = checkSend(state, input);
	if ('status' in decision) return decision;
	await state.pause(state.typingDelayMs());
	const message = { ...decision, at: Date.now() };
	state.accept(message);
	return message;
}

/** What the phone page shows of a send request before its fate is known. */
export function preview(
	state: State,
	input: Record<string, unknown>,
): { chatId: string; kind: 'text' | 'template'; label?: string; text: string } {
	const phone = textOf(input['phone']);
	const chatId = phone === '' ? '' : chatIdOf(phone);
	if (input['method'] !== 'template') {
		return { chatId, kind: 'text', text: textOf(input['text']) };
	}
	const id = textOf(input['template']);
	const template = state.accounts
		.flatMap(({ templates }) => templates)
		.find((candidate) => candidate.id === id);
	return {
		chatId,
		kind: 'template',
		label: template?.name ?? id,
		text: template?.text ?? '',
	};
}
