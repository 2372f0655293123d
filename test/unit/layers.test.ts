import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/** The order that CONTRIBUTING states: each part uses only what stands before it. */
const layers = /^(?:\d+\. )(.+)$/gm;
const contributing = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');
const order = [
	...(/## What may use what\n[^#]*/.exec(contributing)?.[0] ?? '').matchAll(layers),
].map(([, line = '']) => [...line.matchAll(/`([^`]+)`/g)].map(([, part = '']) => part));

/** The layer of a file and its part, such as 0 and `rules/`. */
function placeOf(file: string): { layer: number; part: string } {
	for (const [layer, parts] of order.entries()) {
		const part = parts.find((name) =>
			name.endsWith('/') ? file.startsWith(name) : path.matchesGlob(file, name),
		);
		if (part !== undefined) return { layer, part };
	}
	throw new Error(`${file} has no place in the order of CONTRIBUTING`);
}

const sources = path.join(root, 'nodes', 'Omnichat');
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) =>
	file.endsWith('.ts'),
);

test.each(files)('%s uses only what stands below it', (file) => {
	const own = placeOf(file);
	const code = readFileSync(path.join(sources, file), 'utf8');
	const imports = [...code.matchAll(/from '(\.[^']+)'/g)].map(([, target = '']) =>
		path.join(path.dirname(file), target),
	);
	const upward = imports.filter((target) => {
		const isFile = files.includes(`${target}.ts`);
		const { layer, part } = placeOf(isFile ? `${target}.ts` : `${target}/index.ts`);
		return layer >= own.layer && part !== own.part;
	});
	expect(upward).toEqual([]);
});
