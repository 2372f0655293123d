import type { INodeParameters } from 'n8n-workflow';

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
	playTrigger,
	TOOL,
	TRIGGER,
	wait,
} from './play';
import type { Saved, SavedBroadcast, SavedNode } from './saved';
import { storedBy } from './settled';
import { ACTIONS, BUDI, SITI, TRIGGERS } from './workflows';

/** What today's nodes and credential promise. */
export const today = (): Contract =>
	contractOf([new Omnichat().description, new OmnichatTrigger().description], [new OmnichatApi()]);

/** What today's version leaves. */
export async function saveToday(): Promise<Saved> {
	const credential = { apiKey: demo.apiKey, deviceKey: demo.deviceKey };
	const actions: Saved['actions'] = [];
	for (const [what, { parameters, answers, ...rest }] of Object.entries(ACTIONS)) {
		const node = stored('Omnichat', rest.fromModel ? TOOL : ACTION, 1, parameters);
		const [given] =
			answers === undefined
				? []
				: (
						await playTrigger(
							{ what, node: stored('Omnichat Trigger', TRIGGER, 1.1), calls: [answers] },
							credential,
						)
					).results.flatMap(({ items }) => items ?? []);
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
		state: {
			waiting: await wait(
				stored('Omnichat', ACTION, 1, {
					resource: 'message',
					operation: 'sendAndWait',
					phone: BUDI,
					message: 'May Budi have 20%?',
					answerBy: 'linkOrChat',
				}),
				stored('Omnichat Trigger', TRIGGER, 1.1),
				credential,
			),
			stopped: await stopped({}, credential),
			keyed: await stopped({ messageKey: '={{ $json.key }}' }, credential),
			died: await died(credential),
		},
	};
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
	gateway.misbehave({
		where: ({ phone }) => phone === SITI,
		status: 422,
		body: { status: false, message: 'Nomor tidak valid' },
	});
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
