import type { N8n } from '../n8n/server';

/** The variable that tells the tests where n8n is: jest runs them in processes of their own. */
export const N8N_URL = 'OMNICHAT_TEST_N8N_URL';

/** What setup and teardown share: jest loads their modules separately, but in one process. */
export const shared = globalThis as typeof globalThis & { n8n?: N8n };
