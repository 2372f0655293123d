import { createRequire } from 'node:module';

const [quick] = createRequire(import.meta.url)('../../jest.config.js').projects;

/**
 * `npm run test:queue`: what happens when executions run at once, in one process and in several, and
 * when a process dies. Apart from `npm test`, since it needs Redis and PostgreSQL.
 *
 * @type {import('jest').Config}
 */
export default {
	...quick,
	rootDir: '../..',
	displayName: 'queue',
	testMatch: ['**/test/queue/**/*.test.ts'],
	maxWorkers: 1,
};
