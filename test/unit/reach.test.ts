import fc from 'fast-check';

import { reachOf, type Reach } from '../../nodes/Omnichat/rules/reach';

/** By who can open them: addresses in all the forms that somebody may set. */
const ADDRESSES: Record<Reach, string[]> = {
	machine: [
		'http://localhost:5678',
		'http://LOCALHOST',
		'http://localhost.',
		'http://n8n.localhost',
		'http://N8N.LocalHost.:5678',
		'http://127.0.0.1',
		'http://127.0.0.1.',
		'http://127.9.8.7:80',
		'http://127.1',
		'http://0x7f.1',
		'http://0177.0.0.1',
		'http://2130706433',
		'http://127\uff0e0\u30020.1',
		'http://[::1]:5678',
		'http://[0:0:0:0:0:0:0:1]',
		'http://[::ffff:127.0.0.1]',
		'http://me:secret@localhost:5678',
	],
	nobody: [
		'http://0.0.0.0:5678',
		'http://0',
		'http://0x0',
		'http://0.1.2.3',
		'http://[::]:5678',
		'http://[0:0::0]',
		'http://[::ffff:0.0.0.0]',
		'http://224.0.0.1',
		'http://255.255.255.255',
		'http://[ff02::1]',
		'http://n8n:5678',
		'http://N8N',
		'http://n8n.',
		'http://3f2a9c1d4b5e:5678',
		'http://me:secret@n8n:5678',
		'http://n8n.example.com@n8n:5678',
		'http://host.docker.internal',
		'http://HOST.Docker.Internal.:5678',
		'http://n8n.n8n.svc.cluster.local',
		'http://n8n.default.svc:5678',
		'http://default.svc',
		'http://n8n.Default.SVC.',
		'http://n8n.default',
		'http://n8n.service.consul',
		'http://n8n.docker',
		'http://192.0.0.8',
		'http://192.0.2.1',
		'http://198.51.100.7',
		'http://203.0.113.255',
		'http://[2001:db8::1]',
		'http://[3fff:fff::1]',
		'http://[100::1]',
		'http://[::2]',
		'http://[fb00::1]',
		'http://raspberry.local',
		'http://n8n.localdomain',
		'http://n8n.test',
		'http://n8n.example',
		'http://n8n.invalid',
	],
	network: [
		'http://10.0.0.5:5678',
		'http://10.255.255.255',
		'http://10.1',
		'http://0xa000005',
		'http://172.16.0.1',
		'http://172.31.255.254',
		'http://192.168.1.5',
		'http://192.168.1.5.',
		'http://0300.0250.1.5',
		'http://me:secret@192.168.1.5:5678',
		'http://100.64.0.1',
		'http://100.127.255.254',
		'http://169.254.1.1',
		'http://[fc00::1]',
		'http://[FD12:3456::1]:5678',
		'http://[fe80::1]',
		'http://[febf::1]',
		'http://[fec0::1]',
		'http://198.18.0.1',
		'http://198.19.255.255',
		'http://[::ffff:192.168.1.5]',
		'http://n8n.lan',
		'http://n8n.home.arpa.',
		'http://n8n.Intranet',
	],
	everybody: [
		'https://n8n.example.com',
		'https://N8N.EXAMPLE.COM.',
		'https://example.com:8443',
		'https://localhost.example.com',
		'https://local.id',
		'https://internal.example.id',
		'https://my-internal.id',
		'https://n8n:secret@example.id',
		'https://10.0.0.5.nip.io',
		'http://11.0.0.1',
		'http://1.0.0.0',
		'http://126.255.255.255',
		'http://128.0.0.1',
		'http://172.15.255.255',
		'http://172.32.0.1',
		'http://192.167.1.1',
		'http://192.169.1.1',
		'http://100.63.255.255',
		'http://100.128.0.0',
		'http://169.253.1.1',
		'http://169.255.1.1',
		'http://223.255.255.255',
		'http://198.17.255.255',
		'http://198.20.0.0',
		'http://192.0.1.1',
		'https://svc.example.com',
		'https://n8n-default.id',
		'http://[2001:db9::1]',
		'http://[2400:cb00::1]',
		'http://[3fff:1000::1]',
		'http://[64:ff9b::8.8.8.8]',
		'http://[::ffff:8.8.8.8]',
	],
};

const ROWS = Object.entries(ADDRESSES).flatMap(([reach, addresses]) =>
	addresses.map((address) => [address, reach] as const),
);

test.each(ROWS)('%s can be opened by: %s', (address, reach) => {
	expect(reachOf(new URL(address).hostname)).toBe(reach);
});

test('an IPv4 address is the same in every form', () => {
	const octet = fc.integer({ min: 0, max: 255 });
	fc.assert(
		fc.property(fc.tuple(octet, octet, octet, octet), (octets) => {
			const number = octets.reduce((sum, each) => sum * 256 + each, 0);
			const reach = reachOf(octets.join('.'));
			for (const form of [
				String(number),
				`0x${number.toString(16)}`,
				`[::ffff:${octets.join('.')}]`,
			]) {
				expect(reachOf(new URL(`http://${form}/`).hostname)).toBe(reach);
			}
		}),
	);
});
