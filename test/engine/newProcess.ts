import * as n8nWorkflow from 'n8n-workflow';

import type * as NodeModule from '../../nodes/Omnichat/Omnichat.node';
import type * as TriggerModule from '../../nodes/Omnichat/OmnichatTrigger.node';

/** Loads the node as a new process does: what another one kept in memory is not there. */
export function inNewProcess(): NodeModule.Omnichat {
	return newProcess().node;
}

/** Loads both nodes as a new process does, which shares its memory between them. */
export function newProcess(): {
	node: NodeModule.Omnichat;
	trigger: TriggerModule.OmnichatTrigger;
} {
	let loaded: (typeof NodeModule & typeof TriggerModule) | undefined;
	jest.isolateModules(() => {
		jest.doMock('n8n-workflow', () => n8nWorkflow);
		loaded = {
			...jest.requireActual<typeof NodeModule>('../../nodes/Omnichat/Omnichat.node'),
			...jest.requireActual<typeof TriggerModule>('../../nodes/Omnichat/OmnichatTrigger.node'),
		};
	});
	if (loaded === undefined) throw new Error('The nodes were not loaded');
	return { node: new loaded.Omnichat(), trigger: new loaded.OmnichatTrigger() };
}
