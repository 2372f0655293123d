import * as n8nWorkflow from 'n8n-workflow';

import type * as NodeModule from '../../nodes/Omnichat/Omnichat.node';
import type * as TriggerModule from '../../nodes/Omnichat/OmnichatTrigger.node';

/** Loads what is asked for as a new process does: what another one kept in memory is not there. */
function loadAnew<Loaded>(load: () => Loaded): Loaded {
	let loaded: [Loaded] | undefined;
	jest.isolateModules(() => {
		jest.doMock('n8n-workflow', () => n8nWorkflow);
		loaded = [load()];
	});
	if (loaded === undefined) throw new Error('Nothing was loaded');
	return loaded[0];
}

const loadNode = () =>
	new (jest.requireActual<typeof NodeModule>('../../nodes/Omnichat/Omnichat.node').Omnichat)();

const loadTrigger = () =>
	new (jest.requireActual<typeof TriggerModule>(
		'../../nodes/Omnichat/OmnichatTrigger.node',
	).OmnichatTrigger)();

/** Loads the action node alone, as a new process does. */
export const inNewProcess = () => loadAnew(loadNode);

/** Loads both nodes as a new process does, which shares its memory between them. */
export const newProcess = () => loadAnew(() => ({ node: loadNode(), trigger: loadTrigger() }));
