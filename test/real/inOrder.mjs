import Sequencer from '@jest/test-sequencer';

import config from '../../jest.config.js';

/**
 * Jest's own order within a project, and the projects in the order of jest.config.js: the quick ones
 * run while every n8n that the later ones need is installed.
 */
export default class InOrder extends Sequencer {
	sort(tests) {
		const names = config.projects.map(({ displayName }) => displayName);
		const placeOf = ({ context }) => names.indexOf(context.config.displayName.name);
		const versions = tests.map(({ context }) => context.config.globals.n8nVersion);
		globalThis.n8nVersionsToInstall = new Set(versions.filter((version) => version !== undefined));
		return super.sort(tests).sort((a, b) => placeOf(a) - placeOf(b));
	}
}
