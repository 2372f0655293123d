import * as n8nWorkflow from 'n8n-workflow';

import type * as NodeModule from '../../nodes/Omnichat/Omnichat.node';

/** Loads the node as a new process does: what another one kept in memory is not there. */
export function inNewProcess(): NodeModule.Omnichat {
	let loaded: typeof NodeModule | undefined;
	jest.isolateModules(() => {
		jest.doMock('n8n-workflow', () => n8nWorkflow);
		loaded = jest.requireActual<typeof NodeModule>('../../nodes/Omnichat/Omnichat.node');
	});
	if (loaded === undefined) throw new Error('The node was not loaded');
	return new loaded.Omnichat();
}
