import { N8N_VERSIONS, type N8nVersion } from './versions';

/** Something that the newest supported n8n does and an older one does not. */
interface Ability {
	/** The versions that do not have it. */
	lackedBy: readonly N8nVersion[];
	/** What that means there, for the table in the README. */
	meaning: string;
}

/**
 * All that the tests know of the supported versions' differences. Tests ask this table and nothing
 * else, and the README's table under Compatibility is made from it.
 */
const ABILITIES = {
	tablesByName: {
		lackedBy: ['1.123.81'],
		meaning:
			'The Data Table node cannot make a table, nor find one by its name. The example *Broadcast from a table* does not run; in the others with a table, choose it from the list in each Data table node',
	},
	publishedErrorWorkflows: {
		lackedBy: ['1.123.81'],
		meaning: 'An error workflow runs without being activated',
	},
	publishing: {
		lackedBy: ['1.123.81'],
		meaning: 'A switch, **Inactive** or **Active**, takes the place of the **Publish** button',
	},
	prefixedWebhookUrl: {
		lackedBy: ['1.123.81'],
		meaning: 'The public address of n8n is set by `WEBHOOK_URL`, not by `N8N_WEBHOOK_URL`',
	},
	humanReview: {
		lackedBy: ['1.123.81'],
		meaning:
			'Nobody can review what an AI Agent is about to do: n8n has no **Human review** of tools',
	},
	toolErrorsForTheModel: {
		lackedBy: ['1.123.81'],
		meaning:
			"As a tool of an AI Agent, a failed message stops the workflow. With the tool's **On Error** at **Continue** the model reads what happened, as elsewhere",
	},
	blocksRequests: {
		lackedBy: ['1.123.81'],
		meaning:
			'n8n has no setting that keeps requests out of the network around it (`N8N_SSRF_PROTECTION_ENABLED`)',
	},
	answersWhenTaken: {
		lackedBy: ['1.123.81'],
		meaning:
			'n8n answers a call before it has taken it. A message, or the answer to a question, is lost without a word when its database fails in that moment',
	},
} as const satisfies Record<string, Ability>;

export type AbilityName = keyof typeof ABILITIES;

/**
 * @param version a supported n8n
 * @param ability what it would have to do
 * @returns whether it does
 */
export function can(version: N8nVersion, ability: AbilityName): boolean {
	const lackedBy: readonly N8nVersion[] = ABILITIES[ability].lackedBy;
	return !lackedBy.includes(version);
}

/**
 * @returns what a user has to know of each supported n8n, the oldest first; nothing where
 * everything works as in the newest
 */
export function differences(): Array<{ version: N8nVersion; meanings: string[] }> {
	const all: readonly Ability[] = Object.values(ABILITIES);
	return N8N_VERSIONS.map((version) => ({
		version,
		meanings: all
			.filter(({ lackedBy }) => lackedBy.includes(version))
			.map(({ meaning }) => meaning),
	}));
}
