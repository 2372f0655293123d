import { isLoopback } from './baseUrl';

/** Who can open an address: nobody but the machine itself, nobody for certain, those in one network. */
export type Reach = 'machine' | 'nobody' | 'network' | 'everybody';

/**
 * Endings that the internet's DNS never has (RFC 6761, RFC 6762; `internal`: ICANN 2024; `localdomain`:
 * what Linux calls itself). What a container platform calls its services ends so, too.
 */
const NOWHERE = /\.(?:internal|invalid|example|local|localdomain|test)$/;

/** Endings that routers and offices use for their own networks (RFC 6762 appendix G, RFC 8375). */
const OF_A_NETWORK = /\.(?:corp|home|home\.arpa|intranet|lan|private)$/;

/** An IPv4 address in the form of an IPv6 one, as `URL` writes it. */
const MAPPED = /^\[::ffff:([\da-f]{1,4}):([\da-f]{1,4})\]$/;

/**
 * Who can open an address with this host, as far as the host alone tells. The ranges are those that
 * IANA keeps out of the internet: private (RFC 1918, RFC 4193), shared by a provider's or a VPN's
 * customers (RFC 6598), link-local (RFC 3927, RFC 4291), unspecified, multicast and reserved ones.
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
	const [first = 0, second = 0] = host.split('.').map(Number);
	if (first === 0 || first >= 224) return 'nobody';
	const isPrivate =
		first === 10 ||
		(first === 172 && second >= 16 && second <= 31) ||
		(first === 192 && second === 168) ||
		(first === 100 && second >= 64 && second <= 127) ||
		(first === 169 && second === 254);
	return isPrivate ? 'network' : 'everybody';
}

function reachOfIpv6(address: string): Reach {
	if (address === '::' || address.startsWith('ff')) return 'nobody';
	return /^f(?:[cd][\da-f]|e[89ab])[\da-f]:/.test(address) ? 'network' : 'everybody';
}
