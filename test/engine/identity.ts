/**
 * Who n8n is in the engine's tests, and with what it signs links; the n8n that the tests with a real one share is the
 * same one, so that it knows what was stored in the engine.
 */
export const N8N_IDENTITY = 'engine-harness';
