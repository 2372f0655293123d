import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { demo } from '../gateway';
import type { Answered } from './saved';
import {
	ask,
	BUDI,
	formFields,
	formFilledIn,
	formFromJson,
	group,
	message,
	SITI,
} from './workflows';

/** A question as somebody asks it. */
export interface Asked {
	parameters: INodeParameters;
	items?: IDataObject[];
	/** The call of the trigger that is answered with it */
	repliesTo?: IDataObject;
	/** Whom the question does not reach */
	refused?: string;
	/** The ways in which it is answered */
	answered: Answered[];
}

const LID = '89712432564328192@lid';

const choices = { values: [{ choice: 'Size M' }, { choice: 'Size L' }] };
const approval = (values: INodeParameters) => ({ approvalOptions: { values } });
const writes = (text: string, changes: IDataObject = {}) => ({
	writes: message({ message: text, ...changes }),
});

/** Each kind of question that may wait for its answer while n8n gets a new version. */
export const QUESTIONS: Readonly<Record<string, Asked>> = {
	'an approval': {
		parameters: { ...ask, phone: BUDI, answerBy: 'linkOrChat' },
		answered: [{ filledIn: { answer: 'approve' } }, writes('ya')],
	},
	'an approval that can be declined, with words of its own and a remark': {
		parameters: {
			...ask,
			phone: BUDI,
			...approval({
				approvalType: 'double',
				approveLabel: 'Setuju',
				disapproveLabel: 'Tolak',
				askForRemark: true,
			}),
			answerBy: 'linkOrChat',
		},
		answered: [
			{ filledIn: { answer: 'approve', remark: '' } },
			{ filledIn: { answer: 'decline', remark: 'Too much' } },
			writes('1'),
			writes('Tolak'),
		],
	},
	'an approval to whoever wrote under a hidden number, in the chat alone': {
		parameters: {
			...ask,
			recipientType: 'reply',
			...approval({ approvalType: 'double' }),
			answerBy: 'chat',
		},
		repliesTo: message({ from: LID }),
		answered: [writes('ok', { from: LID }), writes('tidak', { from: LID })],
	},
	'choices, to a group': {
		parameters: {
			...ask,
			recipientType: 'group',
			group,
			responseType: 'choice',
			choices,
			answerBy: 'linkOrChat',
		},
		answered: [
			{ filledIn: { answer: '1' } },
			writes('size l', { type: 'group', from: demo.groupId }),
		],
	},
	'choices, by the link alone': {
		parameters: { ...ask, phone: BUDI, responseType: 'choice', choices },
		answered: [{ filledIn: { answer: '0' } }],
	},
	'a text': {
		parameters: { ...ask, phone: BUDI, responseType: 'freeText', answerBy: 'linkOrChat' },
		answered: [{ filledIn: { answer: 'Next week' } }, writes('Jl. Melati 5\nBandung')],
	},
	'a form with every kind of field': {
		parameters: { ...ask, phone: BUDI, responseType: 'customForm', formFields },
		answered: [{ filledIn: formFilledIn }],
	},
	'a form from JSON': {
		parameters: formFromJson.parameters,
		answered: [{ filledIn: formFromJson.filledIn }],
	},
	'an approval by one of two, of which the other is told': {
		parameters: {
			...ask,
			phone: '={{ $json.phone }}',
			...approval({ approvalType: 'double' }),
			answerBy: 'linkOrChat',
			options: { announceAnswer: true },
		},
		items: [{ phone: BUDI }, { phone: SITI }],
		answered: [
			{ filledIn: { answer: 'decline' }, itemIndex: 1, tells: 1 },
			{ ...writes('1', { from: SITI }), tells: 1 },
		],
	},
	'a text from one of two, of whom the other was not reached': {
		parameters: {
			...ask,
			phone: '={{ $json.phone }}',
			responseType: 'freeText',
			answerBy: 'linkOrChat',
		},
		items: [{ phone: BUDI }, { phone: SITI }],
		refused: SITI,
		answered: [{ filledIn: { answer: 'Today' } }, writes('Today')],
	},
};
