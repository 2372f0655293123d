const shared = {
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
	modulePathIgnorePatterns: ['/dist/', '/.local/'],
};

/**
 * `quick` needs nothing but node_modules, `package` needs the build, `real` runs the packed package
 * in a real n8n.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	// One after the other: a real n8n, a browser and the fault matrix would take each other's time.
	maxWorkers: 1,
	projects: [
		{
			...shared,
			displayName: 'quick',
			testMatch: ['**/test/{unit,gateway,engine}/**/*.test.ts'],
		},
		{ ...shared, displayName: 'package', testMatch: ['**/test/package/**/*.test.ts'] },
		{
			...shared,
			displayName: 'real',
			testMatch: ['**/test/{real,browser}/**/*.test.ts'],
			globalSetup: '<rootDir>/test/real/setup.ts',
			globalTeardown: '<rootDir>/test/real/teardown.ts',
		},
	],
};
