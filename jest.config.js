const { N8N_VERSIONS, NEWEST, projectOf } = require('./test/n8n/versions.ts');

const shared = {
	// Not the folder of the installed n8n: jest would look through each of its files first.
	roots: ['<rootDir>/nodes', '<rootDir>/credentials', '<rootDir>/test'],
	testEnvironment: 'node',
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
				module: { type: 'commonjs' },
			},
		],
	},
	modulePathIgnorePatterns: ['/test/n8n/runtime/'],
	moduleNameMapper: { '^fast-check$': '<rootDir>/test/fastCheck.ts' },
};

/** What differs by nothing but the version's name runs in the newest only. */
const NEWEST_ONLY = ['/test/real/start.long.test.ts'];

/** The packed package in a real n8n: everything in the newest, all but a few in the others. */
const realProject = (version) => ({
	...shared,
	displayName: projectOf(version),
	testMatch: [
		'**/test/real/**/*.test.ts',
		version === NEWEST ? '**/test/browser/**/*.test.ts' : '**/test/browser/walk.long.test.ts',
	],
	...(version !== NEWEST && { testPathIgnorePatterns: NEWEST_ONLY }),
	globals: { n8nVersion: version },
	runner: '<rootDir>/test/real/oneByOne.mjs',
	testEnvironment: '<rootDir>/test/real/environment.ts',
	globalSetup: '<rootDir>/test/real/setup.ts',
	globalTeardown: '<rootDir>/test/real/teardown.ts',
});

/**
 * `quick` needs nothing but node_modules, `package` needs the build. `real` runs the packed package
 * in the newest n8n that is supported, and a project named after its version does in each other.
 * Files whose names end in `.long.test.ts` take longer: `npm test` leaves them to `npm run test:all`.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	// What needs a real n8n or a browser runs one by one after that: they would take each other's time.
	maxWorkers: 2,
	// A machine with other work to do is slow, not wrong. Jest reads it here, not in a project.
	testTimeout: 30_000,
	testSequencer: '<rootDir>/test/real/inOrder.mjs',
	projects: [
		{
			...shared,
			displayName: 'quick',
			testMatch: ['**/test/{unit,gateway,engine,attacks,upgrade}/**/*.test.ts'],
		},
		// A year in the life of a node, on n8n's own deduplication: it needs n8n's files, not its server.
		{ ...shared, displayName: 'year', testMatch: ['**/test/year/**/*.test.ts'] },
		// n8n's own migration report to n8n 3, on its files too.
		{ ...shared, displayName: 'migration', testMatch: ['**/test/migration/**/*.test.ts'] },
		{ ...shared, displayName: 'package', testMatch: ['**/test/package/**/*.test.ts'] },
		...N8N_VERSIONS.map(realProject),
	],
};
