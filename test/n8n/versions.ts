/** The versions of n8n that the package supports: the tests install and run each of them. */
export const N8N_VERSIONS = ['1.123.81', '2.30.8', '2.41.1'] as const;

export type N8nVersion = (typeof N8N_VERSIONS)[number];

/** The version that everything is tested with, that of n8n-core in package.json. */
export const NEWEST: N8nVersion = '2.41.1';

/** The ends of that range: what takes long runs in these two. */
export const ENDS = [N8N_VERSIONS[0], NEWEST] as const;

/**
 * @param text a version, such as a command's argument
 * @returns the same as one of the supported versions
 * @throws Error that names the supported versions when it is none of them
 */
export function supportedVersion(text: string): N8nVersion {
	const version = N8N_VERSIONS.find((each) => each === text);
	if (version === undefined) {
		throw new Error(
			`n8n ${text} is not one of the tested versions. Use ${N8N_VERSIONS.join(', ')}.`,
		);
	}
	return version;
}

/**
 * @param version one of the supported versions
 * @returns the name of the jest project that tests it, for `--selectProjects`
 */
export const projectOf = (version: N8nVersion): string =>
	version === NEWEST ? 'real' : `n8n ${version}`;
