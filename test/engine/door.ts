import { connect, createServer, type AddressInfo, type Server } from 'node:net';

/** A TCP port in front of a server. While it is closed, the system itself refuses connections. */
export interface Door {
	/** Where to reach the server through the door */
	url: string;
	/** Lets the given numbers of connections through and closes after each, 0 for at once. */
	closeAfter(connections: Iterable<number>): Promise<void>;
	open(): Promise<void>;
	/** Open, counting from 0, closing no more. */
	reset(): Promise<void>;
	stop(): Promise<void>;
}

/**
 * Puts a door in front of a server on 127.0.0.1.
 *
 * @param targetPort where the server listens
 */
export async function createDoor(targetPort: number): Promise<Door> {
	let server: Server | undefined;
	let port = 0;
	let connections = 0;
	let closesAfter = new Set<number>();

	const listen = async () => {
		const opened = createServer((client) => {
			connections += 1;
			if (closesAfter.has(connections)) close();
			const upstream = connect(targetPort, '127.0.0.1');
			client.pipe(upstream).pipe(client);
			client.on('error', () => upstream.destroy());
			upstream.on('error', () => client.destroy());
		});
		await new Promise<void>((resolve, reject) => {
			opened.once('error', reject);
			opened.listen(port, '127.0.0.1', resolve);
		});
		port = (opened.address() as AddressInfo).port;
		server = opened;
	};
	// Stops listening at once; what is connected stays.
	const close = () => {
		server?.close();
		server = undefined;
	};
	const open = async () => {
		if (server === undefined) await listen();
	};
	await listen();

	return {
		url: `http://127.0.0.1:${port}`,
		async closeAfter(numbers) {
			connections = 0;
			closesAfter = new Set(numbers);
			if (closesAfter.has(0)) close();
			else await open();
		},
		open,
		async reset() {
			connections = 0;
			closesAfter = new Set();
			await open();
		},
		stop: async () => close(),
	};
}
