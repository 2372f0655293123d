import { shared } from './shared';

/** Stops the n8n that the tests used. */
export default async function teardown(): Promise<void> {
	await shared.n8n?.stop();
}
