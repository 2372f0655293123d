import { isLoopback } from './baseUrl';

/** Who can open an address: nobody but the machine itself, nobody for certain, those in one network. */
export type Reach = 'machine' | 'nobody' | 'network' | 'everybody';

/**
 * Endings that the internet's DNS never has (RFC 6761, RFC 6762, RFC 9476; `internal`: ICANN 2024;
 * `localdomain`: what Linux calls itself), and the names that container platforms end their services'
 * with: `n8n.default.svc.cluster.local`, `n8n.default.svc` and `n8n.default` are one in Kubernetes.
 */
const NOWHERE =
	/\.(?:alt|cluster|consul|default|docker|example|internal|invalid|local|localdomain|onion|svc|test)$/;

/** Endings that routers and offices use for their own networks (RFC 6762 appendix G, RFC 8375). */
const OF_A_NETWORK = /\.(?:corp|home|home\.arpa|intranet|lan|private)$/;

/** For the protocols of the internet itself (RFC 6890), and for documentation. */
const NETS_OF_NOBODY = new Set(['192.0.0', '192.0.2', '198.51.100', '203.0.113']);

/** An IPv4 address in the form of an IPv6 one, as `URL` writes it. */
const MAPPED = /^\[::ffff:([\da-f]{1,4}):([\da-f]{1,4})\]$/;

/**
 * Who can open an address with this host, as far as the host alone tells. The ranges are those that
 * IANA keeps out of the internet. In one network are private ones (RFC 1918, RFC 4193, RFC 3879),
 * those shared by a provider's or a VPN's customers (RFC 6598), link-local ones (RFC 3927, RFC 4291)
 * and those for tests between networks (RFC 2544), which some proxies give out. Nobody has those that
 * are unspecified, multicast, reserved or meant for documentation (RFC 5737, RFC 3849, RFC 9637).
 *
 * @param hostname as `URL` gives it: lower case, IPv4 in four decimal parts, IPv6 in brackets
 */
export function reachOf(hostname: string): Reach {
	const host = asIpv4(hostname.replace(/\.$/, ''));
	if (isLoopback(host) || host.endsWith('.localhost')) return 'machine';
	if (host.startsWith('[')) return reachOfIpv6(host.slice(1, -1));
	if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return reachOfIpv4(host);
	if (!host.includes('.') || NOWHERE.test(host)) return 'nobody';
	return OF_A_NETWORK.test(host) ? 'network' : 'everybody';
}

function asIpv4(host: string): string {
	const halves = MAPPED.exec(host)
		?.slice(1)
		.map((half) => parseInt(half, 16));
	return halves?.flatMap((half) => [half >> 8, half & 255]).join('.') ?? host;
}

function reachOfIpv4(host: string): Reach {
	const [first = 0, second = 0, third = 0] = host.split('.').map(Number);
	const net = `${first}.${second}.${third}`;
	if (first === 0 || first >= 224 || NETS_OF_NOBODY.has(net)) return 'nobody';
	const isPrivate =
		first === 10 ||
		(first === 172 && second >= 16 && second <= 31) ||
		(first === 192 && second === 168) ||
		(first === 100 && second >= 64 && second <= 127) ||
		(first === 169 && second === 254) ||
		(first === 198 && (second === 18 || second === 19));
	return isPrivate ? 'network' : 'everybody';
}

/** Of the internet are 2000::/3, and IPv4 addresses behind a translator (64:ff9b::/96, RFC 6052). */
function reachOfIpv6(address: string): Reach {
	if (/^f(?:[cd][\da-f]|e[89a-f])[\da-f]:/.test(address)) return 'network';
	if (/^(?:2001:db8|3fff:[\da-f]{0,3}):/.test(address)) return 'nobody';
	return /^(?:[23][\da-f]{3}|64:ff9b:):/.test(address) ? 'everybody' : 'nobody';
}
