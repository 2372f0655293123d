import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const REPOSITORY = path.join(__dirname, '../..');

/** What publish.yml publishes. */
const RELEASE = /^v(\d+\.\d+\.\d+(?:-.+)?)$/;

/** The versions that tags of these names were made for; other tags are none. */
export const versionsOf = (tags: readonly string[]): string[] =>
	tags.flatMap((tag) => RELEASE.exec(tag)?.[1] ?? []);

/**
 * The versions that a git tag was made for: what they store is in users' databases then. A clone may have
 * been made without tags; CI gets all.
 */
export function releasedVersions(repository = REPOSITORY): string[] {
	if (!existsSync(path.join(repository, '.git'))) return [];
	return versionsOf(git(repository, 'tag', '--list').split('\n'));
}

/**
 * What is wrong with the folders of released versions: each has one, and it is what it was when the version
 * was tagged.
 *
 * @param folder where the folders are, within the repository
 */
export function wrongFolders(folder: string, repository = REPOSITORY): string[] {
	return releasedVersions(repository).flatMap((version) => {
		const own = `${folder}/${version}`;
		if (!existsSync(path.join(repository, own, 'contract.json'))) return [`${own} is missing`];
		const changed = git(repository, 'diff', '--name-only', `refs/tags/v${version}`, '--', own);
		const strange = git(repository, 'ls-files', '--others', '--', own);
		return `${changed}${strange}`
			.split('\n')
			.filter((file) => file !== '')
			.map((file) => `${file} is not what v${version} has`);
	});
}

/**
 * @param released the versions that a tag was made for
 * @throws Error where what a version stores must not be written anew
 */
export function demandUnreleased(version: string, released: readonly string[]): void {
	if (!released.includes(version)) return;
	throw new Error(
		`Version ${version} is released, it has the git tag v${version}: what it stores stays as it is. Set the next version first, with npm version.`,
	);
}

const git = (repository: string, ...args: string[]) =>
	execFileSync('git', args, { cwd: repository, encoding: 'utf8' });
