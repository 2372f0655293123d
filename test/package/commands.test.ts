import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import manifest from '../../package.json';
import { N8N_VERSIONS, NEWEST } from '../n8n/versions';

const root = path.resolve(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');

/** Commands that are neither a script of package.json nor the installation, and what holds them. */
const OTHERS: Readonly<Record<string, string>> = {
	[`git clone ${repository}`]: 'package.json',
	'cd n8n-nodes-omnichat-id': 'package.json',
	'npm ci': '.ci/run',
	'mkdir -p ~/.n8n/nodes': '.github/workflows/docker.yml',
	'cd ~/.n8n/nodes': '.github/workflows/docker.yml',
	'docker restart n8n': '.github/workflows/docker.yml',
	'docker exec -it n8n sh': 'n8n-io/n8n-docs: Community nodes, manual installation',
	'docker compose exec n8n sh': 'the same with Docker Compose',
	'docker compose restart n8n': 'the same with Docker Compose',
	'docker compose up -d': 'Docker Compose: it makes a container again whose settings have changed',
	'docker logs <container>': 'Docker',
	'docker run': 'Docker',
	exit: 'the shell',
	'npx @n8n/scan-community-package n8n-nodes-omnichat-id': 'package.json',
	'npm uninstall n8n-nodes-omnichat-id --legacy-peer-deps': 'npm',
	'npm audit signatures': 'npm',
	'npm publish': '.github/workflows/publish.yml',
	'npm deprecate': 'npm',
	'npm version 0.2.0 --no-git-tag-version': 'npm',
	'git tag v0.2.0': '.github/workflows/publish.yml',
	'git push origin v0.2.0': '.github/workflows/publish.yml',
};

const pages = globSync('{*.md,docs/*.md,docs/id/*.md,examples/*.md}', { cwd: root });

const commands = pages.flatMap((page) => {
	const text = read(page);
	const blocks = [...text.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block = '']) =>
		block.split('\n').map((line) => line.replace(/\s+#.*/, '')),
	);
	const inline = [...text.matchAll(/`((?:npm|npx|git|docker|bash|mkdir) [^`]*)`/g)].map(
		([, command = '']) => command,
	);
	return [...blocks, ...inline]
		.flatMap((line) => line.split('&&'))
		.map((command) => command.trim())
		.filter((command) => command !== '')
		.map((command) => ({ page, command }));
});

const scriptOf = (command: string): [name: string, words: string[]] | undefined => {
	const [, run, short, rest = ''] =
		/^npm (?:run ([\w:]+)|(test|start))(?: -- (.*))?$/.exec(command) ?? [];
	const name = run ?? short;
	return name === undefined ? undefined : [name, rest.split(' ').filter(Boolean)];
};

const isInstall = (command: string) => command.startsWith(`npm install ${manifest.name}`);
const others = commands.filter(({ command }) => scriptOf(command) === undefined);
const ofScripts = commands.flatMap(({ page, command }) => {
	const [script, words] = scriptOf(command) ?? [];
	return script === undefined ? [] : [{ page, command, script, words: words ?? [] }];
});

test.each(others)('$page: $command is known, and what holds it', ({ command }) => {
	expect(isInstall(command) || command in OTHERS).toBe(true);
});

test.each(ofScripts)(
	'$page: $command is a script, and knows what it is given',
	({ script, words }) => {
		const scripts: Record<string, string> = manifest.scripts;
		expect(Object.keys(scripts)).toContain(script);
		const [, entry = ''] = /tsx (test\/\S+)/.exec(scripts[script] ?? '') ?? [];
		const sources = entry.endsWith('index.ts') ? `${path.dirname(entry)}/**/*.ts` : entry;
		const known = globSync(sources, { cwd: root }).map(read).join('\n');
		const unknown = words
			.filter((word) => /^(--)?[a-z]/.test(word))
			.filter((word) => globSync(`test/real/*${word}*`, { cwd: root }).length === 0)
			.filter((word) => !existsSync(path.join(root, word)))
			.filter((word) => !known.includes(word.replace(/^--/, '')));
		expect(unknown).toEqual([]);
		const versions: readonly string[] = N8N_VERSIONS;
		const named = words.filter((word) => /^\d+\.\d+\.\d+$/.test(word));
		expect(named.filter((version) => !versions.includes(version))).toEqual([]);
	},
);

test('the installation by hand is the one that the tests make, and the one of the Docker workflow', () => {
	const installs = commands.filter(({ command }) => isInstall(command));
	const flags = new Set(installs.flatMap(({ command }) => command.match(/--\S+/g) ?? []));
	expect(installs.length).toBeGreaterThan(0);
	expect([...flags].sort()).toEqual(['--ignore-scripts', '--legacy-peer-deps']);
	for (const flag of flags) {
		expect(read('test/n8n/packageUnderTest.ts')).toContain(`'${flag}'`);
		expect(read('.github/workflows/docker.yml')).toContain(`${flag}`);
	}
	for (const [command, holder] of Object.entries(OTHERS).filter(([, by]) =>
		by.includes('docker.yml'),
	)) {
		expect(read(holder)).toContain(command);
	}
});

test('the Docker workflow, which nobody has seen run, names tests and a variable that there are', () => {
	const workflow = read('.github/workflows/docker.yml');
	const files = [...workflow.matchAll(/ (test\/real\/\w+)/g)].map(([, file = '']) => file);
	expect(files.length).toBeGreaterThan(3);
	expect(files.filter((file) => globSync(`${file}*.test.ts`, { cwd: root }).length === 0)).toEqual(
		[],
	);
	const [, leftOut = '?'] = /--testNamePattern '\^\(\?!([^)]+)\)'/.exec(workflow) ?? [];
	expect(read('test/real/package.test.ts')).toContain(leftOut);
	expect(workflow).toContain(`OMNICHAT_TEST_N8N_URL_${NEWEST.replaceAll('.', '_')}`);
});
