/** Starts Redis and PostgreSQL, says on which ports, and holds them until it is killed. */
import { startQueueServers } from '../n8n/queueServers';

void startQueueServers().then(({ redis, postgres }) => {
	process.stdout.write(`${JSON.stringify([redis.port, postgres.port])}\n`);
	process.stdin.resume();
});
