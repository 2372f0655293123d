import type { N8n } from '../n8n/server';
import { supportedVersion, type N8nVersion } from '../n8n/versions';

/** How many of a run's items left the node by which branch. */
export interface Delivery {
	onError: string;
	retryOnFail: 'yes' | 'no';
	success: number;
	/** Of those, how many say that they failed. */
	failedAmongThem: number;
	error: number;
}

declare global {
	/** In a test: which n8n it runs in. Set by jest.config.js for each project with a real n8n. */
	var n8nVersion: string | undefined;
	/** In a test: where that n8n is. */
	var n8nUrl: string | undefined;
	/** In a test: the file that its output goes to; nothing for one that ran already. */
	var n8nLogFile: string | undefined;

	/** In a test: puts a row into the table that is printed at the end of the test run. */
	var noteDelivery: ((delivery: Delivery) => void) | undefined;

	/** What the modules of a test run share: jest loads them separately, but in one process. */

	/** The versions that some test of this run needs. */
	var n8nVersionsToInstall: Set<N8nVersion> | undefined;
	/** Each n8n that a test has needed so far. */
	var n8nByVersion: Map<N8nVersion, Promise<N8n>> | undefined;
	/** What the tests noted. */
	var n8nDeliveries: Array<{ version: N8nVersion } & Delivery> | undefined;
}

/**
 * @returns the n8n that this test runs in
 */
export const testedVersion = (): N8nVersion => supportedVersion(String(globalThis.n8nVersion));

/**
 * @returns the address of an n8n that runs already and takes the place of that version, which is
 * then neither installed nor started: a variable such as OMNICHAT_TEST_N8N_URL_2_41_1 names it
 */
export const givenUrl = (version: N8nVersion): string | undefined =>
	process.env[`OMNICHAT_TEST_N8N_URL_${version.replaceAll('.', '_')}`];
