import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { optionNames, operations } from '../docs/fields';
import { INDONESIAN } from '../docs/indonesian';
import { pages, readPage, translationsInUse } from '../docs/pages';
import { regionsOf } from '../docs/regions';
import { N8N_VERSIONS, NEWEST, projectOf } from '../n8n/versions';

const root = path.resolve(__dirname, '../..');

const documents = ['.', 'docs', 'docs/id', 'examples'].flatMap((folder) =>
	readdirSync(path.join(root, folder))
		.filter((file) => file.endsWith('.md'))
		.map((file) => path.posix.join(folder, file)),
);

/** The anchors that GitHub gives to the headings of a document. */
function anchorsOf(file: string): string[] {
	return [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replace(/ /g, '-'),
	);
}

const links = documents.flatMap((document) =>
	[...readPage(document).matchAll(/\]\(([^)\s]+)\)/g)]
		.map(([, target = '']) => ({ document, target }))
		.filter(({ target }) => !/^[a-z]+:/i.test(target)),
);

test.each(links)('$document: the link $target leads somewhere', ({ document, target }) => {
	const [file = '', anchor] = target.split('#');
	const resolved = path.join(root, path.dirname(document), file);
	const full = file === '' ? path.join(root, document) : resolved;
	expect(existsSync(full)).toBe(true);
	expect(anchor === undefined ? [anchor] : anchorsOf(full)).toContain(anchor);
});

test('every picture is shown somewhere, and small', () => {
	const folder = path.join(root, 'docs', 'images');
	for (const picture of readdirSync(folder)) {
		expect(links.map(({ target }) => path.basename(target))).toContain(picture);
		expect(statSync(path.join(folder, picture)).size).toBeLessThan(150_000);
	}
});

test('every picture is made by the browser tests, from what is there now, or by the soak', () => {
	const folder = path.join(root, 'test', 'browser');
	const sources = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
	const made = sources
		.flatMap((source) => [
			...source.matchAll(/takePicture\([^;]+?, ['`](.+?)['`], \{\s*documented: true/g),
			...source.matchAll(/takePictureOfWorkflow\(\w+, ['`](.+)['`]\);/g),
		])
		.map(([, name = '']) => new RegExp(`^${name.replace(/\$\{[^}]+\}/g, '.+')}\\.png$`));
	const pictures = readdirSync(path.join(root, 'docs', 'images'));
	made.push(/^soak\.svg$/);
	expect(pictures.filter((picture) => !made.some((name) => name.test(picture)))).toEqual([]);
});

test('the README is short enough to be read to the end', () => {
	expect(readPage('README.md').split('\n').length).toBeLessThanOrEqual(200);
});

describe('what follows from the code', () => {
	test.each(pages())(
		'$page: its tables say what the nodes say (npm run docs)',
		({ text, made }) => {
			expect(text).toBe(made);
		},
	);

	const marks = pages()
		.filter(({ page }) => !page.startsWith('docs/id/'))
		.flatMap(({ text }) => regionsOf(text));
	const shown = (name: string) => marks.filter((mark) => mark.name === name);

	test('every operation has its fields on a page, and what comes out of it', () => {
		const nodes = [...operations().map(({ key }) => key), 'trigger'].sort();
		expect(
			shown('fields')
				.map(({ names }) => names[0])
				.sort(),
		).toEqual(nodes);
		// A template comes out as a text does, and a failure is the same for all.
		const outputs = ['error', ...nodes.filter((node) => node !== 'message.sendTemplate')];
		expect(
			shown('output')
				.map(({ names }) => names[0])
				.sort(),
		).toEqual(outputs.sort());
	});

	test('every option has its row on one page', () => {
		const rows = shown('options').flatMap(({ names }) => names);
		expect(rows.sort()).toEqual([...optionNames(), 'trigger'].sort());
	});

	test('the operations, the tested versions and all errors stand once each', () => {
		for (const name of ['operations', 'versions', 'outcomes']) expect(shown(name)).toHaveLength(1);
	});

	test('no translation is left of a text that nothing says any more', () => {
		expect(Object.keys(INDONESIAN).filter((text) => !translationsInUse().has(text))).toEqual([]);
	});
});

test('npm test and npm run test:long are all tests of the newest n8n, and a page says how to run the others', () => {
	const { scripts } = JSON.parse(readPage('package.json')) as {
		scripts: Record<'test' | 'test:long', string>;
	};
	const words = (script: string) => script.split(/--\w+ ?|&&/).map((part) => part.trim());
	const [, , projects = '', left] = words(scripts.test);
	const [, , projectsOfLong = '', taken] = words(scripts['test:long']);
	expect(left).toBe(taken);
	const older = N8N_VERSIONS.filter((version) => version !== NEWEST);
	const others = N8N_VERSIONS.map(projectOf).filter((name) => !projects.split(' ').includes(name));
	expect(others).toEqual(older.map(projectOf));
	const hasLong = globSync('test/*/*.long.test.ts', { cwd: root }).map(
		(file) => file.split('/')[1],
	);
	for (const folder of new Set(hasLong)) {
		const project =
			folder === 'year' ? 'year' : ['real', 'browser'].includes(folder ?? '') ? 'real' : 'quick';
		expect(projectsOfLong.split(' ')).toContain(project);
	}
	const page = readPage('docs/development.md');
	expect(older.filter((version) => !page.includes(version))).toEqual([]);
});
