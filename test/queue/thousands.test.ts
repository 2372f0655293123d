import { N8N_VERSIONS } from '../n8n/versions';
import { createReport } from './report';
import { startQueueRig, startRegular, type Rig } from './rig';
import { killedTwice } from './scenarios';

const START_DEADLINE_MS = 300_000;
const RUN_DEADLINE_MS = 900_000;

const CROWD = 5_000;
const AT_ONCE = 50;

/** What was under way at two kills, and what the second one was reading. */
const MOST_UNKNOWN = 2 * AT_ONCE + 32;

const report = createReport(`${CROWD} messages with keys, ${AT_ONCE} at once, n8n killed twice`);
afterAll(() => report.print());

const modes: Array<
	[mode: string, start: (version: (typeof N8N_VERSIONS)[number]) => Promise<Rig>]
> = [
	['as one process', startRegular],
	['in queue mode', startQueueRig],
];

describe.each(modes)('n8n %s', (mode, start) => {
	describe.each(N8N_VERSIONS)('%s', (version) => {
		let rig: Rig;
		beforeAll(async () => {
			rig = await start(version);
		}, START_DEADLINE_MS);
		afterAll(() => rig.stop(), START_DEADLINE_MS);

		test(
			'thousands of messages, killed twice and retried: nobody gets it twice, nobody is left out',
			async () => {
				const result = report.add(version, mode, await killedTwice(rig, CROWD, AT_ONCE));
				expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
				expect(result.unknown).toBeLessThanOrEqual(MOST_UNKNOWN);
			},
			RUN_DEADLINE_MS,
		);
	});
});
