const { rm } = require('node:fs/promises');
const { dest, src } = require('gulp');

/** What n8n loads beside the compiled code: icons, codex files and output schemas. */
const assets = [
	'nodes/**/*.{svg,png}',
	'nodes/**/*.node.json',
	'nodes/**/__schema__/**/*.json',
	'credentials/**/*.{svg,png}',
];

/** Removes the old build, so that a renamed file leaves nothing behind. */
exports.clean = () => rm('dist', { recursive: true, force: true });

/** Copies the assets. `encoding: false` keeps binary files intact: gulp 5 would read them as UTF-8. */
exports.assets = () => src(assets, { encoding: false, base: '.' }).pipe(dest('dist'));
