const path = require('node:path');
const { compileFunction } = require('node:vm');

const Runtime = require('jest-runtime').default;

const PACKAGES = `${path.sep}node_modules${path.sep}`;

/**
 * Loads what is in node_modules once for each process, in its own realm, and the test files there too. Jest by
 * itself would load n8n-core's 2,100 modules, or n8n-workflow's 679, anew for each test file and each mutant.
 */
module.exports = class SharesPackages extends Runtime {
	constructor(config, environment, ...more) {
		super(config, environment, ...more);
		this.isShared = environment.global === globalThis;
		if (!this.isShared) return;
		const { executor } = this.cjsLoader;
		executor.compile = (source, filename) =>
			compileFunction(source, executor.injectedModuleParameters, { filename });
	}

	requireModule(from, name, options, isRequireActual) {
		if (
			this.isShared &&
			name !== undefined &&
			!options?.isInternalModule &&
			!this._resolution.isCoreModule(name)
		) {
			const file = this._resolution.resolveCjs(from, name);
			if (file.includes(PACKAGES)) return require(file);
		}
		return super.requireModule(from, name, options, isRequireActual);
	}
};
