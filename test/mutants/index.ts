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
import { isInOrder, livingIn, reasonsOf, withoutReason, type LivingMutant } from './living';
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

/** What lives in the files after a run, compared with the reasons for it. */
function judge(part: string, files: readonly string[]) {
	const report = JSON.parse(readFileSync(reportOf(part), 'utf8')) as Parameters<typeof livingIn>[0];
	const ofFiles = ({ file }: LivingMutant) => files.includes(file);
	return withoutReason(livingIn(report).filter(ofFiles), reasonsOf(part).filter(ofFiles));
}

const reportOf = (part: string) => path.join(repoFolder, '.local', 'mutants', part, 'report.json');

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
	rmSync(reportOf(name), { force: true });
	const { status } = spawnSync(
		path.join(repoFolder, 'node_modules', '.bin', 'stryker'),
		['run', 'test/mutants/stryker.config.mjs'],
		{
			cwd: repoFolder,
			stdio: 'inherit',
			env: {
				...process.env,
				OMNICHAT_MUTANTS: name,
				OMNICHAT_MUTANTS_FILES: whole ? undefined : files.join(','),
			},
			shell: process.platform === 'win32',
		},
	);
	if (status !== 0) process.exitCode = 1;
	// A run that did not come to its end has said why.
	if (!existsSync(reportOf(name))) continue;
	const judged = judge(name, files);
	if (!isInOrder(judged, whole)) process.exitCode = 1;
	print(`No test notices it, and living/${name}.diff has no reason why`, judged.unexplained);
	print(`A test notices it, so living/${name}.diff needs no reason any more`, judged.noticed);
}
