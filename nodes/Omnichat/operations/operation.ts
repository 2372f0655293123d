import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { toolDescription } from '../fields/toolDescription';
import type { AnswerBy } from '../answer/answerBy';
import type { Question } from '../answer/question';
import type { ItemParameters } from '../parameters';
import type { Explanation } from '../rules/explanation';
import type { Refusal } from '../rules/outcome';
import type { Recipient } from '../rules/recipient';
import type { ApiRequest } from '../transport/request';

/** A request that passed every check, and what becomes of its answer. */
export interface PreparedRequest extends ApiRequest {
	/** The message that is sent; absent where nothing is sent to WhatsApp */
	message?: OutgoingMessage;
	/** What the message asks, absent where it asks nothing */
	asks?: AskedOfSomebody;
	/** The json of the output item, or of several, made from the answer of the server */
	output(answer: IDataObject): IDataObject | IDataObject[];
	/** A further request that the output needs: it takes the place of this one */
	next?(answer: IDataObject): PreparedRequest | undefined;
	/** What comes out where a refusal is an answer too, such as that a device is not connected */
	outputOfRefusal?(refusal: Refusal): IDataObject | undefined;
	/** What to say when the server does not have this: it is observed, not documented */
	notOffered?: Explanation;
}

/** What a message asks, where that can be answered, and until when the answer is waited for. */
export interface AskedOfSomebody {
	question: Question;
	answerBy: AnswerBy;
	until: Date;
	/** Whether the others who were asked are told what somebody has answered */
	isAnnounced: boolean;
}

/** What tells messages to one recipient apart from others. */
export interface OutgoingMessage extends Recipient {
	method: string;
	/** The key of the device that sends it; absent where Omnichat chooses */
	device: string | undefined;
	/** The user's own key for it, such as the order number */
	key: string | undefined;
}

/** One operation: what the user sees of it, and what it does with one item. */
export interface Operation {
	/** Its entry in the list of operations; `action` names it in the nodes panel and to an agent */
	option: INodePropertyOptions & { value: string; action: string; description: string };
	/** What a language model is told of it when the node is the tool of an AI agent. Absent: it is none. */
	toolDescription?: string;
	/** What the canvas says below the node's name: a JavaScript expression over the parameters */
	subtitle: string;
	/** Its own fields in the order in which the user meets them. `fieldsOf` adds when they are shown. */
	fields: INodeProperties[];
	/**
	 * Checks what the user filled in for one item, and makes the request.
	 *
	 * @throws UserError when the user has to change something; nothing was sent then
	 */
	prepare(item: ItemParameters): PreparedRequest;
}

/** A resource and its operations. */
export interface Resource {
	option: INodePropertyOptions & { value: string; description: string };
	/** The first one is chosen when the user picks the resource */
	operations: [Operation, ...Operation[]];
}

/**
 * The fields of an operation, shown only when the user chose it.
 *
 * @param resource the name of its resource
 */
export function fieldsOf(resource: string, operation: Operation): INodeProperties[] {
	const chosen = { resource: [resource], operation: [operation.option.value] };
	const { toolDescription: text, fields } = operation;
	return [...(text === undefined ? [] : [toolDescription(text)]), ...fields].map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { ...chosen, ...field.displayOptions?.show },
		},
	}));
}
