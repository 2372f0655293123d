import { fingerprintOf } from '../../nodes/Omnichat/rules/fingerprint';

const PARTS = ['message', '6281234567890', 'Halo'];

test('the digest of a request is the one that n8n remembers from before', () => {
	// By openssl: HMAC with SHA-256 of the parts as JSON, the first ten signs in base64 for addresses.
	expect(fingerprintOf('secret', PARTS)).toBe('CWCJWF7hlj');
});

test.each<[what: string, secret: string, parts: readonly unknown[]]>([
	['another secret', 'Secret', PARTS],
	['another text', 'secret', ['message', '6281234567890', 'halo']],
	['the same letters in other parts', 'secret', ['message6281234567890', '', 'Halo']],
])('%s makes another digest', (_what, secret, parts) => {
	expect(fingerprintOf(secret, parts)).not.toBe(fingerprintOf('secret', PARTS));
});
