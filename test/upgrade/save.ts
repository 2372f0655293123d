import { createHash } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import { gateway } from '../engine/demoGateway';
import { demo } from '../gateway';
import { sendText } from '../sendText';
import { contractOf, type Contract } from './contract';
import {
	ACTION,
	broadcast,
	descriptionOf,
	playAction,
	playQuestion,
	playTrigger,
	TOOL,
	TRIGGER,
	wait,
} from './play';
import { QUESTIONS } from './questions';
import {
	CURRENT,
	type Saved,
	type SavedBroadcast,
	type SavedNode,
	type SavedQuestion,
} from './saved';
import { storedBy } from './settled';
import { ACTIONS, BUDI, REVIEW, SITI, TRIGGERS } from './workflows';

/** What today's nodes and credential promise. */
export const today = (): Contract =>
	contractOf([new Omnichat().description, new OmnichatTrigger().description], [new OmnichatApi()]);

/** What today's version leaves. */
export async function saveToday(): Promise<Saved> {
	const credential = { apiKey: demo.apiKey, deviceKey: demo.deviceKey };
	const actions: Saved['actions'] = [];
	for (const [what, { parameters, answers, ...rest }] of Object.entries(ACTIONS)) {
		const node = stored('Omnichat', rest.fromModel ? TOOL : ACTION, 1, parameters);
		const given = answers && (await givenBy(answers, credential));
		actions.push(
			await playAction({ what, node, ...rest, ...(given && { answers: given }) }, credential),
		);
	}
	const triggers: Saved['triggers'] = [];
	for (const [what, { typeVersion, parameters, calls }] of Object.entries(TRIGGERS)) {
		const node = stored('Omnichat Trigger', TRIGGER, typeVersion, parameters);
		triggers.push(await playTrigger({ what, node, calls }, credential));
	}
	return {
		contract: today(),
		credential,
		actions,
		triggers,
		// n8n makes a node type of its own of it, which the engine does not have: as the editor stores it.
		review: {
			name: 'Ask the manager',
			type: `${ACTION}HitlTool`,
			typeVersion: 1,
			parameters: REVIEW,
		},
		state: {
			waiting: await waiting(credential),
			stopped: await stopped({}, credential),
			keyed: await stopped({ messageKey: '={{ $json.key }}' }, credential),
			died: await died(credential),
		},
	};
}

/**
 * The number of the first execution that waits: each version has its own, so that all of them can be put into
 * one n8n.
 */
const FIRST_WAITING =
	1_000_000_000 + createHash('sha256').update(CURRENT).digest().readUIntBE(0, 3) * 50;

/** Questions that wait, each in an execution of its own. */
async function waiting(credential: Record<string, string>): Promise<SavedQuestion[]> {
	const questions: SavedQuestion[] = [];
	for (const [what, { parameters, items = [{}], repliesTo, refused, answered }] of Object.entries(
		QUESTIONS,
	)) {
		const executionId = String(FIRST_WAITING + questions.length);
		const given = repliesTo && (await givenBy(repliesTo, credential));
		gateway.reset();
		if (refused !== undefined) refuse(refused);
		const question = await wait(
			{
				what,
				node: stored('Omnichat', ACTION, 1, parameters),
				trigger: stored('Omnichat Trigger', TRIGGER, 1.1, { triggerOn: 'any' }),
				items,
				...(given && { repliesTo: given }),
				executionId,
				workflowId: `asked${executionId}`,
			},
			credential,
		);
		questions.push(await playQuestion(question, answered, credential));
	}
	return questions;
}

/** The gateway refuses a message to somebody. */
function refuse(whom: string): void {
	gateway.misbehave({
		where: ({ phone }) => phone === whom,
		status: 422,
		body: { status: false, message: 'Nomor tidak valid' },
	});
}

/** What the trigger makes of a call. */
async function givenBy(
	call: IDataObject,
	credential: Record<string, string>,
): Promise<IDataObject | undefined> {
	const node = stored('Omnichat Trigger', TRIGGER, 1.1);
	const { results } = await playTrigger({ what: 'it', node, calls: [call] }, credential);
	return results[0]?.items?.[0];
}

/** A broadcast that stops at its second message. */
async function stopped(
	options: INodeParameters,
	credential: Record<string, string>,
): Promise<SavedBroadcast> {
	const given = {
		node: stored('Omnichat', ACTION, 1, { ...sendText, options }),
		items: [BUDI, SITI].map((phone) => ({ phone, text: 'Halo', key: `order of ${phone}` })),
		executionId: 'stopped',
		resumeToken: 'token',
	};
	refuse(SITI);
	const { lists, failed } = await broadcast(given, credential);
	if (!failed) throw new Error('The broadcast was not stopped');
	return { ...given, lists };
}

/** A broadcast to forty people in which n8n dies while its 36th message is on its way. */
async function died(credential: Record<string, string>): Promise<Saved['state']['died']> {
	const given = {
		node: stored('Omnichat', ACTION, 1, { ...sendText }),
		items: Array.from({ length: 40 }, (_, index) => ({
			phone: String(6281290642000 + index),
			text: 'Halo',
		})),
		executionId: 'died',
		resumeToken: 'token',
		diesAt: 35,
	};
	const { lists } = await broadcast(given, credential);
	return { ...given, lists };
}

/** A node as the editor stores it. */
function stored(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters = {},
): SavedNode['node'] {
	const node = { name, type, typeVersion, parameters };
	return { ...node, parameters: storedBy(descriptionOf(node), node) };
}
