import type { IWebhookFunctions } from 'n8n-workflow';

import type { AskedPerson } from './answer/asked';
import { runOf } from './answer/questionKeys';
import { unseal } from './answer/sealed';
import { toldLines } from './answer/toldLine';
import type { Taken } from './answer/webhook';
import { readCredential, type OmnichatCredential } from './credential';
import { messageRequest } from './operations/message/sendMessage';
import { noteSent } from './opening';
import { explain } from './rules/explanation';
import { putLast } from './rules/putLast';
import { accountGates } from './sending/accountGates';
import { sendItem } from './sending/sender';
import { Waited } from './sending/waited';
import { messageOf } from './transport/webhookCall';

/** So many runs are known of which the others have been told. */
const MOST_RUNS = 10_000;

/** Of this process: nobody is told twice, whatever n8n makes of a second answer. */
const told = new Map<string, true>();

/**
 * Tells the others who were asked what somebody has answered, in the background: the answer is taken,
 * and nothing that happens here changes it. Each line is sent once; one that may have arrived is not
 * sent again, nor is one that is lost when n8n stops.
 */
export function tellOthers(context: IWebhookFunctions, taken: Taken): void {
	const warn = (why: string) =>
		context.logger.warn(`Omnichat: not all who were asked could be told the answer: ${why}`);
	try {
		const lines = toldLines(taken.asked, taken.itemIndex, taken.answer, taken.words);
		const run = runOf(context, taken.asked.runIndex);
		if (lines.length === 0 || told.has(run)) return;
		putLast(told, run, true, MOST_RUNS);
		void tellAll(context, lines, warn).catch((error: unknown) => warn(messageOf(error)));
	} catch (error) {
		warn(messageOf(error));
	}
}

async function tellAll(
	context: IWebhookFunctions,
	lines: ReturnType<typeof toldLines>,
	warn: (why: string) => void,
): Promise<void> {
	const credential = await readCredential(context, 0);
	const failures: string[] = [];
	for (const { person, text } of lines) {
		const failure = await tellOne(context, credential, person, text);
		if (failure !== undefined) failures.push(failure);
	}
	if (failures.length > 0) warn(`${failures.length} of ${lines.length}. ${failures[0]}`);
}

/**
 * @returns why it was not told, where it was not, without a key or a number
 */
async function tellOne(
	context: IWebhookFunctions,
	account: OmnichatCredential,
	{ recipient, tell }: AskedPerson,
	text: string,
): Promise<string | undefined> {
	if (tell === undefined) return undefined;
	const deviceKey = tell.device === undefined ? undefined : unseal(tell.device, account.apiKey);
	if (deviceKey === undefined && tell.device !== undefined) {
		return 'The credential is not the one that the question was sent with';
	}
	const request = messageRequest(
		{ address: recipient, isGroup: tell.isGroup },
		{ method: 'text', text },
		{ deviceKey, timeoutMs: tell.timeoutMs },
	);
	const result = await sendItem(
		{
			context,
			gates: accountGates,
			waited: new Waited(),
			pause: tell.pause,
			rateLimitWaitMs: tell.rateLimitWaitMs,
			watch: { onLeave: (item) => noteSent(context, item) },
		},
		{ index: 0, account, request, fingerprint: undefined },
	);
	return result.kind === 'failed'
		? explain(result.failure, { sendsMessage: true }).message
		: undefined;
}
