import { ENDS } from '../n8n/versions';
import { holdsEverywhere } from './everywhere';
import { createReport } from './report';
import { startRegular, type Rig } from './rig';

const START_DEADLINE_MS = 240_000;

const report = createReport('n8n as one process: at once, and when it dies');
afterAll(() => report.print());

describe.each(ENDS)('n8n %s', (version) => {
	let rig: Rig;
	beforeAll(async () => {
		rig = await startRegular(version);
	}, START_DEADLINE_MS);
	afterAll(() => rig.stop(), START_DEADLINE_MS);

	holdsEverywhere(version, () => rig, report, 1);
});
