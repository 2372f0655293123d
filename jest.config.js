/** Two layers: `quick` needs nothing but node_modules, `full` builds, packs and runs a real n8n. */
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

/** @type {import('jest').Config} */
module.exports = {
	projects: [
		{
			...shared,
			displayName: 'quick',
			testMatch: ['**/test/{unit,gateway,engine}/**/*.test.ts'],
		},
		{
			...shared,
			displayName: 'full',
			testMatch: ['**/test/{package,real}/**/*.test.ts'],
		},
	],
};
