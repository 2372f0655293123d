import { UserError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { readAnswerBy, type AnswerBy } from './answer/answerBy';
import type { Question } from './answer/question';
import { linkLabelFrom, questionFrom } from './answer/questionFrom';
import { MOST_TOLD } from './answer/toldLine';
import { waitUntil } from './answer/waitUntil';
import { withWaysToAnswer } from './answer/waysToAnswer';
import { startedBy, type StartedBy } from './conversation/startedBy';
import type { OmnichatCredential } from './credential';
import { chosenDevice, deviceKeysIn } from './rules/deviceKey';
import { asLimit, asTimeout } from './rules/limits';
import { resolvePace, type Pace } from './rules/pace';
import { normalizeCountryCode } from './rules/phoneNumber';
import { resolvePlain } from './rules/plainExpression';
import { asText, filled, type MadeOf } from './rules/expressionText';
import { resolveRecipient, type Recipient, type RecipientType } from './rules/recipient';
import { resolveTemplateId } from './rules/templateId';
import {
	variablesFromJson,
	variablesFromRows,
	type TemplateVariables,
	type VariableRow,
} from './rules/templateVariables';

/**
 * Which device sends: a key, or `undefined` where the account picks one itself (the API then takes
 * no `device_key`).
 */
export type DeviceKey = string | undefined;

/**
 * The parameters of one item, read from n8n and brought into the form that the API takes. All of
 * n8n's parameters are read here and nowhere else.
 *
 * Every reader throws UserError when the user has to change something.
 */
export interface ItemParameters {
	/** Whether a language model reads the output */
	isForModel: boolean;
	/** Whether n8n runs the node to have a person review what an agent is about to do */
	isHumanReview: boolean;
	/** A text that must not be empty */
	requiredText(name: string, label: string): string;
	/**
	 * A text that must not be empty either, but need not be filled in behind an AI agent: where the
	 * field is left empty, it is what the agent answered, its `output`
	 */
	answerText(name: string, label: string): string;
	/** A text that may be empty */
	optionalText(name: string, label: string): string;
	/** The recipient fields that the message operations share. To be read before the device. */
	recipient(): Recipient;
	/** A person or group given as one value, whatever its form */
	chat(name: string, type: RecipientType): Recipient;
	choice<T extends string>(name: string): T;
	/** The chosen template */
	templateId(): string;
	templateVariables(): TemplateVariables;
	/** What somebody is asked */
	question(): Question;
	/** Where the question can be answered */
	answerBy(): AnswerBy;
	/** The message that asks, and how to answer; a link is one that somebody's phone must be able to open */
	askingMessage(question: Question): string;
	/** Until when an answer is waited for */
	waitUntil(): Date;
	deviceKey(): DeviceKey;
	/**
	 * The key of a device that Omnichat cannot choose itself.
	 *
	 * @param what needs it, as the start of a sentence
	 * @param why Omnichat cannot choose it
	 */
	requiredDeviceKey(what: string, why: string): string;
	/** How many results at most, Infinity for all */
	limit(): number;
	/** How long to wait for an answer, in milliseconds */
	timeoutMs(): number;
	/** The simulate operation's message ID, empty when the user gave none */
	messageId(): string;
	/** The user's own key for the message, `undefined` when the option is not set */
	messageKey(): string | undefined;
	/** Whether the execution is to be found by the recipient of the message */
	isHighlighted(): boolean;
	/** Whether the others who are asked are told what somebody has answered */
	isAnnounced(): boolean;
	/** How the run sends; every item is checked, the first one counts */
	pace(): Pace;
}

/** Whether the node runs as a tool of an AI agent: n8n adds "Tool" to its type then. */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/**
 * The names of the chosen resource and operation of one item.
 */
export function readChoice(
	context: IExecuteFunctions,
	itemIndex: number,
): { resource: string; operation: string } {
	return {
		resource: context.getNodeParameter('resource', itemIndex) as string,
		operation: context.getNodeParameter('operation', itemIndex) as string,
	};
}

interface VariableFields {
	values?: VariableRow[];
}

/** A parameter as it is stored. */
const RAW = { rawExpressions: true } as const;

/**
 * Makes the reader for one item.
 */
export function readItem(
	context: IExecuteFunctions,
	itemIndex: number,
	credential: OmnichatCredential,
): ItemParameters {
	const isForModel = isTool(context);
	// What `$json` is for a tool depends on the agent's item too.
	const json = isForModel ? {} : (context.getInputData()[itemIndex]?.json ?? {});
	const rawOf = (name: string): unknown =>
		context.getNodeParameter(name, itemIndex, undefined, RAW);
	const read = (name: string, raw = rawOf(name)): unknown => {
		const plain = resolvePlain(raw, json);
		return plain === undefined
			? context.getNodeParameter(name, itemIndex, undefined, { extractValue: true })
			: plain.value;
	};
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const countryCode = () => normalizeCountryCode(options.countryCode ?? '62');

	const made = (raw: unknown): MadeOf => ({
		raw,
		json: isForModel ? undefined : json,
		evaluate: (reference) => context.evaluateExpression(`{{ ${reference} }}`, itemIndex),
	});
	const textOf = (name: string, label: string) => {
		const raw = rawOf(name);
		return asText(read(name, raw), label, made(raw));
	};

	const variableRows = (): VariableRow[] => {
		const raw = rawOf('variables') as VariableFields;
		const raws = raw.values ?? [];
		const rows = (read('variables', raw) as VariableFields).values ?? [];
		return rows.map((row, index) => ({ ...row, made: made(raws[index]?.value) }));
	};

	const evaluate = (text: string): unknown => {
		const plain = resolvePlain(`=${text}`, json);
		return plain === undefined ? context.evaluateExpression(text, itemIndex) : plain.value;
	};

	let answered: StartedBy | undefined;

	const item: ItemParameters = {
		isForModel,
		isHumanReview: isForModel && context.getNode().type.endsWith('HitlTool'),
		requiredText: (name, label) => filled(textOf(name, label), label),
		answerText(name, label) {
			const raw: unknown = context.getNodeParameter(name, itemIndex, '', RAW);
			const isLeftEmpty = raw === '' && Object.hasOwn(json, 'output');
			return isLeftEmpty
				? filled(asText(json.output, label), label)
				: item.requiredText(name, label);
		},
		optionalText: textOf,
		recipient() {
			const type = item.choice<RecipientType | 'reply'>('recipientType');
			if (type !== 'reply') return item.chat(type, type);
			answered = startedBy(context, itemIndex);
			return resolveRecipient(answered.chatId, 'phone', '62');
		},
		chat: (name, type) => resolveRecipient(read(name), type, countryCode()),
		choice: <T extends string>(name: string) => read(name) as T,
		templateId: () => resolveTemplateId(item.requiredText('template', 'The template ID')),
		templateVariables: () =>
			item.choice('variablesMode') === 'json'
				? variablesFromJson(read('variablesJson'), made(rawOf('variablesJson')))
				: variablesFromRows(variableRows()),
		question: () =>
			questionFrom(
				{
					read,
					raw: rawOf,
					evaluate,
					checked: (text, label, raw) => asText(text, label, made(raw)),
				},
				// Who reviews what an agent does must be able to say no.
				item.isHumanReview,
			),
		answerBy: () => readAnswerBy(context.getNodeParameter('answerBy', itemIndex, 'link')),
		askingMessage: (question) =>
			withWaysToAnswer(context, itemIndex, question, {
				answerBy: item.answerBy(),
				baseUrl: credential.baseUrl,
				linkLabel: linkLabelFrom(options),
			}),
		waitUntil() {
			const { values } = (options.limitWaitTime ?? {}) as { values?: IDataObject };
			return waitUntil(values, context.getTimezone(), Date.now());
		},
		deviceKey: () =>
			answered !== undefined && options.device === undefined
				? answered.deviceKey(deviceKeysIn(credential.deviceKey))
				: chosenDevice(options, credential.deviceKey),
		requiredDeviceKey(what, why) {
			const key = item.deviceKey();
			if (key !== undefined) return key;
			throw new UserError(`${what} needs a device key`, {
				description: `Set the option 'Device' to 'From Credential' or 'By Device Key': ${why}`,
			});
		},
		limit: () => (read('returnAll') === true ? Infinity : asLimit(read('limit'))),
		timeoutMs: () => asTimeout(options.timeout ?? 90) * 1_000,
		messageId: () => asText(options.messageId ?? '', 'The message ID').trim(),
		messageKey() {
			if (!('messageKey' in options)) return undefined;
			const { messageKey: raw } = rawOf('options') as IDataObject;
			const key = asText(options.messageKey, 'The message key', made(raw)).trim();
			if (key === '') {
				throw new UserError('The message key is empty', {
					description:
						'Use a value that is different for each message, such as the order number, or remove the option',
				});
			}
			return key;
		},
		isHighlighted: () => options.highlightRecipient === true,
		isAnnounced() {
			if (options.announceAnswer !== true) return false;
			const count = context.getInputData().length;
			if (count <= MOST_TOLD) return true;
			throw new UserError(`There are ${count} items, and ${MOST_TOLD} can be told the answer`, {
				description: "Remove the option 'Announce Answer', or ask fewer people at once",
			});
		},
		pace: () => resolvePace(options),
	};
	return item;
}
