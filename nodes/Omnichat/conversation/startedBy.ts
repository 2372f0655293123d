import {
	UserError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type NodeTypeAndVersion,
} from 'n8n-workflow';

import { deviceKeysIn } from '../rules/deviceKey';
import { sessionIdOf } from '../rules/session';

/** The message that started an execution, as far as an answer to it needs to know. */
export interface StartedBy {
	chatId: string;
	/**
	 * The key of the device that the message came in on.
	 *
	 * @param ownKeys the keys of the node's credential
	 * @throws UserError when it is none of these, and none that the trigger names
	 */
	deviceKey(ownKeys: readonly string[]): string;
}

/** What n8n gives for another node of the workflow, of which it keeps no types. */
interface NodeProxy {
	item?: INodeExecutionData;
	all(output?: number): INodeExecutionData[];
}

const CHOOSE =
	"Set 'Send To' to 'Phone Number' and fill in the chat ID of the one that is meant, such as {{ $('Omnichat Trigger').item.json.chatId }}";

/**
 * Finds the message that an item answers: its own by n8n's pairing, and where pairing is lost the only
 * one that started this execution. The trigger is found by its type. What an item holds counts for
 * nothing: neither a node before nor a language model can lead an answer to somebody else.
 *
 * A tool's item is paired with the first one of its agent, whichever the agent works on (n8n 2.41.1,
 * `prepareRequestedNodesForExecution`), so of a tool it counts for nothing either.
 *
 * @throws UserError when there is none, when it could be several, or when it tells no sender
 */
export function startedBy(context: IExecuteFunctions, itemIndex: number): StartedBy {
	const triggers = triggersBefore(context, itemIndex);
	const { $: nodeProxy } = context.getWorkflowDataProxy(itemIndex) as {
		$(name: string): NodeProxy;
	};
	const read = (find: (node: NodeProxy) => INodeExecutionData[]) =>
		triggers.flatMap(({ name, parameters }) =>
			// n8n throws where the node has not run or pairing is lost.
			attempt(() => find(nodeProxy(name))).map(({ json }) => ({ json, parameters })),
		);
	const isTool = context.getNode().type.endsWith('Tool');
	const paired = isTool ? [] : chatsIn(read(({ item }) => (item === undefined ? [] : [item])));
	const found = paired.length > 0 ? paired : chatsIn(read((node) => node.all(0)));

	const [message, ...others] = found;
	if (message === undefined) {
		throw new UserError('No message of the Omnichat Trigger started this execution', {
			description: `'Chat That Wrote' answers the message that starts the workflow. ${CHOOSE}. In a sub-workflow, pass the chat ID on`,
		});
	}
	if (others.length > 0) {
		throw new UserError(
			`This item could answer any of ${found.length} chats: it is not paired with the message of one`,
			{ description: CHOOSE },
		);
	}
	const { chatId } = message.json;
	if (typeof chatId !== 'string' || chatId === '') {
		throw new UserError('The message that started this execution does not tell who wrote it', {
			description:
				'Omnichat named no sender, or it was a story or a channel: nobody can be answered there. Put an If node on chatId behind the trigger',
		});
	}
	return { chatId, deviceKey: (ownKeys) => deviceOf(message, chatId, ownKeys) };
}

interface Message {
	json: IDataObject;
	/** Those of the trigger that gave it */
	parameters: NodeTypeAndVersion['parameters'];
}

/** One message of each conversation: several of one are answered alike. */
function chatsIn(messages: readonly Message[]): Message[] {
	const keyOf = ({ json }: Message) => JSON.stringify([json.chatId, json.sessionId]);
	return [...new Map(messages.map((message) => [keyOf(message), message])).values()];
}

/** The device's key is in no output unless the user wants it, so each key is tried on the session. */
function deviceOf({ json, parameters }: Message, chatId: string, ownKeys: readonly string[]) {
	const { deviceKeys = [] } = (parameters?.options ?? {}) as { deviceKeys?: unknown };
	const further = [deviceKeys].flat().flatMap(deviceKeysIn);
	const known = [...deviceKeysIn(json.deviceKey), ...ownKeys, ...further];
	const key = known.find((candidate) => sessionIdOf(chatId, candidate) === json.sessionId);
	if (key !== undefined) return key;
	throw new UserError('The message came in on a device whose key this node does not know', {
		description:
			"Choose the credential of the trigger here too, or set the option 'Device' to the device that is to answer",
	});
}

/**
 * The Omnichat Triggers of this package that lead to the node. A tool has nothing in front of it: there
 * it is the agent that counts, which n8n names as the source of the tool's item.
 */
function triggersBefore(context: IExecuteFunctions, itemIndex: number): NodeTypeAndVersion[] {
	const { name, type } = context.getNode();
	const trigger = `${type.slice(0, type.lastIndexOf('.'))}.omnichatTrigger`;
	const pairing = context.getInputData()[itemIndex]?.pairedItem;
	const sources = [
		attempt(() => [context.getInputSourceData().previousNode]),
		[pairing]
			.flat()
			.map((one) => (typeof one === 'object' ? one.sourceOverwrite?.previousNode : undefined)),
	]
		.flat()
		.filter((source) => source !== undefined);
	// The type of a node is told by those that come after it.
	const places = sources.flatMap((source) => [
		source,
		...context.getChildNodes(source).map((child) => child.name),
	]);
	const before = [...new Set([name, ...places])].flatMap((place) =>
		context.getParentNodes(place, { includeNodeParameters: true }),
	);
	return [...new Map(before.map((node) => [node.name, node])).values()].filter(
		(node) => node.type === trigger,
	);
}

function attempt<T>(find: () => T[]): T[] {
	try {
		return find();
	} catch {
		return [];
	}
}
