import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { differences } from '../n8n/differences';

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
	[...readFileSync(path.join(root, document), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
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

describe('the tested versions of n8n', () => {
	/** The rows of a document's table of versions. */
	const rowsOf = (document: string) =>
		[
			...readFileSync(path.join(root, document), 'utf8').matchAll(
				/^\| (\d+\.\d+\.\d+) \| (.+) \|$/gm,
			),
		].map(([, version, text]) => ({ version, text }));

	const known = differences().flatMap(({ version, meanings }) =>
		(meanings.length > 0 ? meanings : ['Everything works as written here']).map((text) => ({
			version,
			text,
		})),
	);

	test('the README says of each what the tests know of it', () => {
		expect(rowsOf('README.md')).toEqual(known);
	});

	test('the Indonesian guide has the same rows', () => {
		const versions = rowsOf('docs/id/README.md').map(({ version }) => version);
		expect(versions).toEqual(known.map(({ version }) => version));
	});
});
