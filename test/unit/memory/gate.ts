/** Something waits until it is let go on. */
export function gate() {
	let letGoOn = () => {};
	const waits = new Promise<void>((resolve) => (letGoOn = resolve));
	return { letGoOn, waits };
}
