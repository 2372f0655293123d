/**
 * Runs a command of the terminal and ends the process: exit code 1 when it does not say that all is
 * well, or fails, which is printed.
 */
export function runCommand(main: () => Promise<boolean>): void {
	main().then(
		(isWell) => process.exit(isWell ? 0 : 1),
		(error: unknown) => {
			process.stderr.write(
				`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
			);
			process.exit(1);
		},
	);
}
