import { createServer, type AddressInfo, type Socket } from 'node:net';

/** An e-mail as it was handed in. */
export interface Mail {
	to: string[];
	/** Headers and text, as they came. */
	data: string;
}

export interface MailServer {
	port: number;
	/** What was accepted, the oldest first. */
	mails: Mail[];
	/** Whether it takes e-mails. It does at first. */
	accepts: boolean;
	stop: () => Promise<void>;
}

/** Starts a mail server on 127.0.0.1 that keeps what it gets. Speaks as much SMTP as n8n needs. */
export async function startMailServer(): Promise<MailServer> {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		serve(socket, mailServer);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const mailServer: MailServer = {
		port: (server.address() as AddressInfo).port,
		mails: [],
		accepts: true,
		async stop() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return mailServer;
}

const END_OF_MAIL = '\r\n.\r\n';
const END_OF_LINE = '\r\n';

/** Talks to one client (RFC 5321): a greeting, then an answer to each command. */
function serve(socket: Socket, mailServer: MailServer): void {
	let received = '';
	let isMail = false;
	let to: string[] = [];
	const say = (text: string) => socket.write(`${text}${END_OF_LINE}`);

	function answer(command: string): void {
		const [verb = ''] = command.toUpperCase().split(/[ :]/);
		if (verb === 'DATA') {
			isMail = true;
			say('354 Go on');
		} else if (verb === 'QUIT') {
			say('221 Bye');
			socket.end();
		} else if (verb === 'MAIL' && !mailServer.accepts) {
			say('451 Not now');
		} else {
			if (verb === 'MAIL') to = [];
			if (verb === 'RCPT') to.push(/<(.*)>/.exec(command)?.[1] ?? '');
			say('250 OK');
		}
	}

	socket.setEncoding('utf8');
	socket.on('data', (text) => {
		received += String(text);
		for (;;) {
			const end = received.indexOf(isMail ? END_OF_MAIL : END_OF_LINE);
			if (end < 0) return;
			const part = received.slice(0, end);
			received = received.slice(end + (isMail ? END_OF_MAIL : END_OF_LINE).length);
			if (isMail) {
				isMail = false;
				mailServer.mails.push({ to, data: part });
				say('250 OK');
			} else answer(part);
		}
	});
	say('220 Ready');
}
