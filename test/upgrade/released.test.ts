import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { demandUnreleased, releasedVersions, versionsOf, wrongFolders } from './released';
import { CURRENT, read, write } from './saved';

test('each version that has a git tag has its folder, as it was when it was tagged', () => {
	expect(wrongFolders('test/upgrade')).toEqual([]);
});

test('a version is released when a tag has its name', () => {
	const tags = ['v0.1.0', 'v0.10.2', 'v1.0.0-beta.1', '', '0.2.0', 'v2', 'v1.2', 'view-1.0.0'];
	expect(versionsOf(tags)).toEqual(['0.1.0', '0.10.2', '1.0.0-beta.1']);
});

describe('in a repository with a version 0.0.1', () => {
	let repository: string;
	const git = (...args: string[]) =>
		execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
			cwd: repository,
		});
	const save = (name: string, text: string) => {
		mkdirSync(path.join(repository, 'saved/0.0.1'), { recursive: true });
		writeFileSync(path.join(repository, 'saved/0.0.1', name), text);
	};
	beforeEach(() => {
		repository = mkdtempSync(path.join(tmpdir(), 'omnichat-released-'));
		git('init', '--quiet');
		save('contract.json', '{}');
		save('state.json', '{}');
		git('add', '.');
		git('commit', '--quiet', '--message', 'One');
	});
	afterEach(() => rmSync(repository, { recursive: true }));

	const wrong = () => wrongFolders('saved', repository);

	test('nothing is asked for while it has no tag', () => {
		save('state.json', '{"changed": true}');
		expect([releasedVersions(repository), wrong()]).toEqual([[], []]);
	});

	test('its folder stays as it was tagged, whatever is committed beside it', () => {
		git('tag', 'v0.0.1');
		expect([releasedVersions(repository), wrong()]).toEqual([['0.0.1'], []]);
		save('../later.txt', '');
		git('add', '.');
		git('commit', '--quiet', '--message', 'Two');
		expect(wrong()).toEqual([]);
	});

	test('a file that is changed, gone or new is wrong, committed or not', () => {
		git('tag', '--annotate', '--message', 'One', 'v0.0.1');
		save('contract.json', '{"changed": true}');
		git('commit', '--quiet', '--all', '--message', 'Two');
		rmSync(path.join(repository, 'saved/0.0.1/state.json'));
		save('new.json', '{}');
		expect(wrong()).toEqual([
			'saved/0.0.1/contract.json is not what v0.0.1 has',
			'saved/0.0.1/state.json is not what v0.0.1 has',
			'saved/0.0.1/new.json is not what v0.0.1 has',
		]);
	});

	test('a tag without a folder is wrong', () => {
		git('tag', 'v0.0.1');
		git('tag', 'v0.0.2');
		expect(wrong()).toEqual(['saved/0.0.2 is missing']);
	});

	test('what a released version stores is not written anew', () => {
		git('tag', `v${CURRENT}`);
		const folder = path.join(repository, 'saved');
		const anew = () => write(read(CURRENT), folder, releasedVersions(repository));
		expect(anew).toThrow(
			`Version ${CURRENT} is released, it has the git tag v${CURRENT}: what it stores stays as it is`,
		);
		expect(readdirSync(folder)).toEqual(['0.0.1']);
		git('tag', '--delete', `v${CURRENT}`);
		anew();
		expect(readdirSync(folder)).toEqual(['0.0.1', CURRENT]);
	});
});

test('the next version may be saved when the one before is released', () => {
	expect(() => demandUnreleased('0.2.0', ['0.1.0', '0.2.0-beta.1'])).not.toThrow();
});
