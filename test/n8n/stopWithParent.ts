/**
 * Preloaded into n8n (`node --require`): n8n's stdin is a pipe from the process that started it, so
 * its end tells that this process is gone, however it went, even by SIGKILL. n8n then stops as well.
 */
import { isMainThread } from 'node:worker_threads';

/** How long n8n may take to shut down before it is killed, in milliseconds. */
const graceMs = 10_000;

if (isMainThread) {
	process.stdin.on('end', () => {
		process.kill(process.pid, 'SIGTERM');
		setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs).unref();
	});
	// A closed terminal or a reset pipe comes as an error, and 'end' does not follow then.
	process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'));
	process.stdin.resume();
	if ('unref' in process.stdin) process.stdin.unref();
}
