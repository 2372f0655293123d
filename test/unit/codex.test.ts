import { readFileSync } from 'node:fs';
import path from 'node:path';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import actionCodex from '../../nodes/Omnichat/Omnichat.node.json';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import triggerCodex from '../../nodes/Omnichat/OmnichatTrigger.node.json';
import manifest from '../../package.json';

/** Where n8n's panel lists the nodes, and what finds them there. */

test.each([
	{ node: new Omnichat(), codex: actionCodex },
	{ node: new OmnichatTrigger(), codex: triggerCodex },
])('$codex.node is the node of this package in its newest version', ({ node, codex }) => {
	const { name, version } = node.description;
	expect(codex.node).toBe(`${manifest.name}.${name}`);
	expect(Number(codex.nodeVersion)).toBe([version].flat().at(-1));
});

test('the action node stands with those who wait for a person, as n8n lists its own', () => {
	expect(actionCodex.categories).toEqual(['Communication', 'HITL']);
	expect(actionCodex.subcategories).toEqual({ HITL: ['Human in the Loop'] });
	expect(actionCodex.alias).toEqual(
		expect.arrayContaining(['human', 'form', 'wait', 'hitl', 'approval']),
	);
});

test('the documentation that n8n links to is a heading of the README, which npm shows', () => {
	const { documentationUrl } = new OmnichatApi();
	const codex = [actionCodex, triggerCodex].flatMap(
		({ resources }) => resources.credentialDocumentation,
	);
	const readme = readFileSync(path.resolve(__dirname, '../../README.md'), 'utf8');
	for (const url of [documentationUrl, ...codex.map((each) => each.url)]) {
		const [page, anchor = ''] = url.split('#');
		expect(page).toBe(`https://www.npmjs.com/package/${manifest.name}`);
		expect(readme.toLowerCase()).toContain(`\n## ${anchor.replaceAll('-', ' ')}\n`);
	}
});

test('whoever finds a mistake is sent to the repository that publishes', () => {
	const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');
	expect(manifest.bugs.url).toBe(`${repository}/issues`);
});
