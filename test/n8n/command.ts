import { spawn } from 'node:child_process';

import { childEnvironment } from './paths';

/** Longest part of a command's output that an error repeats, in characters, from its start and from its end. */
const quotedLength = 1_500;

export interface CommandOptions {
	/** Folder to run in. */
	cwd: string;
	/** Variables beside those of `childEnvironment`. */
	env?: Readonly<Record<string, string>>;
}

/**
 * Runs a command to its end. The command is killed when this process ends first.
 *
 * @param command name or path of the program
 * @param args its arguments
 * @param options folder and environment
 * @returns what the command wrote to stdout
 * @throws Error naming the command, its exit code and the end of its output, when it fails
 */
export async function runCommand(
	command: string,
	args: readonly string[],
	options: CommandOptions,
): Promise<string> {
	const child = spawn(command, args, {
		cwd: options.cwd,
		env: childEnvironment(options.env),
		stdio: ['ignore', 'pipe', 'pipe'],
		// npm is a .cmd file on Windows, which only a shell can start.
		shell: process.platform === 'win32',
	});
	// npm answers a first SIGTERM by going on to its next checkpoint, which can be minutes away.
	const killChild = () => child.kill('SIGKILL');
	process.once('exit', killChild);

	let stdout = '';
	let all = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
		all += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		all += text;
	});

	try {
		const end = await new Promise<string>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', (code, signal) =>
				resolve(code === null ? `signal ${signal ?? 'unknown'}` : `exit code ${code}`),
			);
		});
		if (end !== 'exit code 0') {
			throw new Error(
				`"${[command, ...args].join(' ')}" failed with ${end} in ${options.cwd}:\n${quoted(all)}`,
			);
		}
		return stdout;
	} finally {
		process.off('exit', killChild);
	}
}

/** The telling part of an output: npm states the cause first and repeats its manual after it, compilers put it last. */
function quoted(output: string): string {
	const text = output.replace(/^npm warn .*\n?/gm, '').trim();
	if (text.length <= 2 * quotedLength) return text;
	return `${text.slice(0, quotedLength)}\n[...]\n${text.slice(-quotedLength)}`;
}
