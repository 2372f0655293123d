/**
 * Mutation tests, `npm run mutants`: each small change to the code has to make a test fail. What
 * the tests let live is printed, part by part; exit code 1 where one lives without a reason in the part's
 * list, `living/`, and where more of a whole part lives than it allows, or its list has a reason for one
 * that is noticed.
 *
 * `npm run mutants -- rules trigger` takes these parts alone, see parts.ts. Names of files take
 * these alone: `npm run mutants -- nodes/Omnichat/rules/chatLink.ts`. `--since main` takes the files that
 * have changed since then.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { repoFolder } from '../n8n/paths';
import {
	isInOrder,
	LIVES,
	mutantsIn,
	NOTICED,
	reasonsOf,
	withoutReason,
	type LivingMutant,
	type Mutant,
	type Report,
	type Status,
} from './living';
import { PARTS, type Part } from './parts';

const filesOf = ({ mutate }: Part) => globSync(mutate, { cwd: repoFolder });

/** What has changed since a commit, committed or not. */
function changedSince(commit: string): string[] {
	const names = execFileSync(
		'git',
		['diff', '--merge-base', '--name-only', '--diff-filter=d', commit],
		{
			cwd: repoFolder,
			encoding: 'utf8',
		},
	);
	return names.split('\n');
}

/** @returns the files to try in each part, and whether they are all of it */
function chosen(names: readonly string[], since: string | undefined) {
	const files = since === undefined ? names : [...names, ...changedSince(since)];
	const everything = since === undefined && names.length === 0;
	return Object.entries(PARTS).map(([name, part]) => {
		const whole = everything || names.includes(name);
		return { name, whole, files: filesOf(part).filter((file) => whole || files.includes(file)) };
	});
}

/**
 * Tries mutants of a part.
 *
 * @param by see stryker.config.mjs
 * @param places which ones
 * @throws Error when it did not come to the end; Stryker has said why
 */
function tryOnce(part: string, by: string, places: readonly string[]): Report {
	const report = path.join(repoFolder, '.local', 'mutants', part, `${by}.json`);
	rmSync(report, { force: true });
	spawnSync(
		path.join(repoFolder, 'node_modules', '.bin', 'stryker'),
		['run', 'test/mutants/stryker.config.mjs'],
		{
			cwd: repoFolder,
			stdio: 'inherit',
			env: {
				...process.env,
				OMNICHAT_MUTANTS: part,
				OMNICHAT_MUTANTS_BY: by,
				OMNICHAT_MUTANTS_PLACES: places.join(','),
			},
			shell: process.platform === 'win32',
		},
	);
	if (!existsSync(report)) throw new Error(`Not all mutants of ${part} were tried.`);
	return JSON.parse(readFileSync(report, 'utf8')) as Report;
}

/**
 * Tries once more those that live.
 *
 * @param gone how those end that do no more
 * @returns the others
 */
function tryAgain(part: string, by: string, living: readonly Mutant[], gone: readonly Status[]) {
	if (living.length === 0) return [];
	const places = living.map(({ place }) => place);
	const over = mutantsIn(tryOnce(part, by, places), gone);
	// A line may stand twice in a file, and at a place there may be several.
	return living.filter(
		({ place, after }) => !over.some((one) => one.place === place && one.after === after),
	);
}

/**
 * Tries the mutants of files of a part.
 *
 * @returns those that no test notices, how many one does, and which of these may live elsewhere
 */
function tryAll(part: string, files: readonly string[]) {
	const report = tryOnce(part, 'tests', files);
	// It tells of files that were tried before, too.
	const ofFiles = ({ file }: Mutant) => files.includes(file);
	const living = mutantsIn(report, LIVES).filter(ofFiles);
	const compiled = tryAgain(part, 'compiler', living, ['CompileError']);
	const isOver = PARTS[part]?.slowTests === undefined;
	const left = isOver ? compiled : tryAgain(part, 'slowTests', compiled, NOTICED);
	const slowlyNoticed = compiled.filter((mutant) => !left.includes(mutant));
	const noticed = mutantsIn(report, NOTICED).filter(ofFiles).length + slowlyNoticed.length;
	// Where there is more time, what only took too long may live: that of slow tests is not told apart.
	const mayLive = [...mutantsIn(report, ['Timeout']), ...slowlyNoticed];
	return { living: left, noticed, mayLive };
}

/** Tries the mutants of these files. @returns whether all is in order */
function isPartInOrder(part: string, files: readonly string[], whole: boolean): boolean {
	const { living, noticed, mayLive } = tryAll(part, files);
	const count = noticed + living.length;
	// A file of types has none.
	const share = count === 0 ? 100 : (100 * noticed) / count;
	process.stdout.write(`\nOf ${count} mutants ${share.toFixed(1)} % are noticed\n`);
	const reasons = reasonsOf(part).filter(({ file }) => files.includes(file));
	const { unexplained, noticed: unneeded } = withoutReason(living, reasons);
	const judged = { unexplained, noticed: withoutReason(unneeded, mayLive).unexplained };
	print(`No test notices it, and living/${part}.diff has no reason why`, judged.unexplained);
	print(`A test notices it, so living/${part}.diff needs no reason any more`, judged.noticed);
	// A share is asked of a whole part: in a small file, one that lives with a reason is many of a hundred.
	return isInOrder(judged, whole) && (!whole || share >= PARTS[part]!.atLeast);
}

function print(what: string, mutants: readonly LivingMutant[]): void {
	for (const { file, before, after } of mutants) {
		process.stdout.write(`\n${what}:\n--- ${file}\n- ${before}\n+ ${after}\n`);
	}
}

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { since: { type: 'string' } },
});
const parts = chosen(positionals, values.since);
const tried = new Set(parts.flatMap(({ name, files }) => [name, ...files]));
const unknown = positionals.filter((name) => !tried.has(name));
if (unknown.length > 0) {
	process.exitCode = 1;
	process.stdout.write(`\nNeither a part nor a file of one: ${unknown.join(', ')}\n`);
}
for (const { name, whole, files } of parts) {
	if (files.length === 0) continue;
	process.stdout.write(`\nMutants of ${name}: ${files.length} files\n`);
	try {
		if (!isPartInOrder(name, files, whole)) process.exitCode = 1;
	} catch (error) {
		process.exitCode = 1;
		process.stdout.write(`\n${String(error)}\n`);
	}
}
