import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import type { INodeProperties } from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import { differences } from '../n8n/differences';
import { ENDS, N8N_VERSIONS, projectOf } from '../n8n/versions';

interface Choice {
	name: string;
	value: string;
}

/** What the tables of operations say already, and what n8n itself explains. */
const NAMELESS = ['Resource', 'Operation', 'Tool Description', 'Return All', 'Limit'];

const root = path.resolve(__dirname, '../..');
const readPage = (page: string) => readFileSync(path.join(root, page), 'utf8');

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

test('the README is short enough to be read to the end', () => {
	expect(readPage('README.md').split('\n').length).toBeLessThanOrEqual(200);
});

describe('what the nodes offer', () => {
	const [action, trigger] = [new Omnichat(), new OmnichatTrigger()].map(
		({ description }) => description.properties,
	) as [INodeProperties[], INodeProperties[]];

	/** The first cells of the tables of a page: several names may share a row. */
	const namedIn = (page: string) =>
		[...readPage(page).matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
			cell.replace(/ \(.+\)$/, '').split(', '),
		);

	/** What the user sees of fields, and of the options in a collection. */
	const names = (properties: INodeProperties[]): string[] =>
		properties
			.filter(({ type }) => type !== 'notice')
			.flatMap(({ displayName, type, options = [] }) =>
				type === 'collection' ? names(options as INodeProperties[]) : [displayName],
			)
			.map((name) => name.replace(/ \(.+\)$/, ''));

	test('every operation has its row in the README', () => {
		const list = (name: string) => action.filter((property) => property.name === name);
		const resources = list('resource').flatMap(({ options = [] }) => options as Choice[]);
		const operations = list('operation').flatMap(({ displayOptions, options = [] }) => {
			const resource = resources.find(
				({ value }) => value === displayOptions?.show?.['resource']?.[0],
			);
			return (options as Choice[]).map(({ name }) => `${resource?.name} → ${name}`);
		});
		const rows = [...readPage('README.md').matchAll(/^\| \*\*(.+ → .+)\*\* \|/gm)];
		expect(rows.map(([, row]) => row).sort()).toEqual(operations.sort());
	});

	test.each(names(trigger))('the page of the trigger has a row for %s', (name) => {
		expect(namedIn('docs/trigger.md')).toContain(name);
	});

	test.each([...new Set(names(action))].filter((name) => !NAMELESS.includes(name)))(
		'a page has a row for %s',
		(name) => {
			const pages = ['operations', 'ask-and-wait', 'sending-to-many'];
			expect(pages.flatMap((page) => namedIn(`docs/${page}.md`))).toContain(name);
		},
	);
});

describe('the tested versions of n8n', () => {
	/** The rows of a document's table of versions. */
	const rowsOf = (document: string) =>
		[...readPage(document).matchAll(/^\| (\d+\.\d+\.\d+) \| (.+) \|$/gm)].map(
			([, version, text]) => ({ version, text }),
		);

	const known = differences().flatMap(({ version, meanings }) =>
		(meanings.length > 0 ? meanings : ['Everything works as written here']).map((text) => ({
			version,
			text,
		})),
	);

	test('the README says of each what the tests know of it', () => {
		expect(rowsOf('README.md')).toEqual(known);
	});

	test('npm test leaves out those between the oldest and the newest, and a page says how to run them', () => {
		const { scripts } = JSON.parse(readPage('package.json')) as { scripts: { test: string } };
		const left = [...scripts.test.matchAll(/--ignoreProjects "([^"]+)"/g)].map(([, name]) => name);
		const between = N8N_VERSIONS.filter((each) => !ENDS.some((end) => end === each));
		expect(left).toEqual(between.map(projectOf));
		for (const version of between) {
			expect(readPage('docs/development.md')).toContain(`npm run test:n8n -- ${version}`);
		}
	});

	test('the Indonesian guide has the same rows', () => {
		const versions = rowsOf('docs/id/README.md').map(({ version }) => version);
		expect(versions).toEqual(known.map(({ version }) => version));
	});
});
