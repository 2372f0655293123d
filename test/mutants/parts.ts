/** What is tried together. */
export interface Part {
	/** Its files, as patterns below the repository */
	mutate: readonly string[];
	/** The tests that are to notice a change in them, as patterns below test/ */
	tests: readonly string[];
	/** Tests that take seconds, played only for what those let live */
	slowTests?: readonly string[];
	/** How many of a hundred mutants these tests have to notice */
	atLeast: number;
}

/** Some of them play thousands of cases: a mutant in a table at the top of a file plays each test. */
const UNIT = 'unit/**/!(countries|neverTwice|retryBeside|twoStarts)';

/** The rules that read numbers, whose cases are those of all countries. */
const NUMBERS =
	'apart|bareNumber|chatLink|numberRefusals|numbering|phoneNumber|publicChat|reach|readings|recipient|samePerson';

/**
 * The parts of the package. None is tried with all tests: a mutant in a table at the top of a file
 * plays every one of them.
 */
export const PARTS: Readonly<Record<string, Part>> = {
	rules: {
		// The numbering plans are made by a command, and held to what it makes.
		mutate: [`nodes/Omnichat/rules/**/!(numberingPlans|runTree|${NUMBERS}).ts`],
		tests: [UNIT, 'engine/plainExpression', 'package/documentation'],
		atLeast: 95,
	},
	numbers: {
		mutate: [`nodes/Omnichat/rules/@(${NUMBERS}).ts`],
		tests: [UNIT, 'unit/countries', 'package/documentation'],
		atLeast: 95,
	},
	trigger: {
		mutate: ['nodes/Omnichat/trigger/**/*.ts', 'nodes/Omnichat/OmnichatTrigger.node.ts'],
		tests: [
			UNIT,
			'engine/{trigger*,omnichatTrigger,answerInChat*,anyBody,nodeType}',
			'attacks/trigger',
			'package/documentation',
		],
		atLeast: 95,
	},
	answer: {
		mutate: [
			'nodes/Omnichat/{answer,conversation}/**/*.ts',
			'nodes/Omnichat/{opening,asking,telling}.ts',
		],
		tests: [
			UNIT,
			'engine/{sendAndWait,customForm,answerInChat*,announceAnswer,reply}',
			'attacks/{answer,anyAnswer}',
		],
		atLeast: 95,
	},
	transport: {
		mutate: ['nodes/Omnichat/transport/**/*.ts', 'nodes/Omnichat/{failures,credential}.ts'],
		tests: [
			UNIT,
			'engine/{callN8n,exchange,failureCause,failureOf,unreachable,credential,reading,sending,omnichat}',
			'attacks/*',
		],
		atLeast: 95,
	},
	sending: {
		mutate: ['nodes/Omnichat/sending/**/*.ts', 'nodes/Omnichat/rules/runTree.ts'],
		tests: [UNIT, 'unit/neverTwice', 'engine/{atOnce,exchange}'],
		slowTests: [
			'unit/{retryBeside,twoStarts}',
			// Not those that take 20 seconds each, such as engine/throttle.
			'engine/{sending,store,overlap,accountGate}',
		],
		atLeast: 90,
	},
	node: {
		mutate: [
			'nodes/Omnichat/{operations,fields,listSearch}/**/*.ts',
			'nodes/Omnichat/{parameters,highlight,run,Omnichat.node}.ts',
			'credentials/**/*.ts',
		],
		tests: [
			UNIT,
			'engine/{omnichat,sending,overlap,sendAndWait,customForm,announceAnswer,answerInChat}',
			'engine/{reading,reply,highlight,credential,nodeType,exchange,unreachable}',
			'package/documentation',
		],
		atLeast: 90,
	},
};
