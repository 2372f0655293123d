import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import manifest from '../../package.json';

const root = path.resolve(__dirname, '../..');

/** The files that users would install, as npm itself lists them. */
function packedFiles(): string[] {
	const [report] = JSON.parse(
		execFileSync('npm', ['pack', '--dry-run', '--json', '--silent'], {
			cwd: root,
			encoding: 'utf8',
		}),
	) as Array<{ files: Array<{ path: string }> }>;
	return (report?.files ?? []).map((file) => file.path);
}

const requires = (file: string) =>
	[...readFileSync(path.join(root, file), 'utf8').matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(
		([, name]) => name as string,
	);

/** A compiled file and every file of ours that it loads. */
function loadedFrom(file: string, seen = new Set<string>()): Set<string> {
	if (seen.has(file)) return seen;
	seen.add(file);
	for (const name of requires(file).filter((name) => name.startsWith('.'))) {
		const target = path.posix.join(path.posix.dirname(file), name);
		const resolved = path.relative(root, require.resolve(path.join(root, target)));
		loadedFrom(resolved.split(path.sep).join('/'), seen);
	}
	return seen;
}

const files = packedFiles();
const compiled = files.filter((file) => file.endsWith('.js'));

test('the tarball holds what n8n loads and nothing else', () => {
	const entries = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
	const loaded = new Set(entries.flatMap((entry) => [...loadedFrom(entry)]));
	const codex = manifest.n8n.nodes.map((node) => node.replace(/\.js$/, '.json'));
	const icons = ['omnichat.svg', 'omnichat.dark.svg'].map((icon) => `dist/nodes/Omnichat/${icon}`);
	const schemas = files.filter((file) => file.startsWith('dist/nodes/Omnichat/__schema__/'));

	expect([...files].sort()).toEqual(
		[...loaded, ...codex, ...icons, ...schemas, 'package.json', 'README.md', 'LICENSE'].sort(),
	);
});

test.each(compiled)('%s requires only n8n-workflow, node:crypto and files beside it', (file) => {
	expect(
		requires(file).filter(
			(name) => !name.startsWith('.') && name !== 'n8n-workflow' && name !== 'node:crypto',
		),
	).toEqual([]);
});

test.each(files.filter((file) => /\.(svg|json)$/.test(file) && file !== 'package.json'))(
	'%s is copied intact',
	(file) => {
		const copy = readFileSync(path.join(root, file));
		const original = readFileSync(path.join(root, file.replace(/^dist\//, '')));
		expect(copy.equals(original)).toBe(true);
	},
);

test('nothing has to be installed with it', () => {
	expect(manifest).not.toHaveProperty('dependencies');
	expect(manifest).not.toHaveProperty('optionalDependencies');
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
});
