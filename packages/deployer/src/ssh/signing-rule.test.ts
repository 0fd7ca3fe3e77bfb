import { utils } from 'ssh2';
import { ForbiddenSignature, ruled, signingRule } from './signing-rule';

test.each([
  ['ssh-ed25519', ['ssh-ed25519'], undefined, undefined],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256'], 'sha256', 'sha256'],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'], 'sha1', 'sha1'],
  ['ssh-rsa', ['rsa-sha2-512'], undefined, 'sha512'],
] as const)('a key of type %s under %j signs with the hash %s as %s', (type, accepted, chosen, hash) => {
  expect(signingRule(type, accepted)?.hash(chosen)).toBe(hash);
});

test.each([
  ['ssh-ed25519', ['rsa-sha2-512']],
  ['ssh-rsa', ['ssh-ed25519']],
])('a key of type %s is not for %j', (type, accepted) => {
  expect(signingRule(type, accepted)).toBeNull();
});

test('an RSA key makes no SHA-1 signature, which ssh2 asks for where a host names none, unless the user allows it', () => {
  const key = utils.parseKey(utils.generateKeyPairSync('rsa', { bits: 1024 }).private);
  if (key instanceof Error) throw key;
  const strict = signingRule('ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256']);
  const lax = signingRule('ssh-rsa', ['rsa-sha2-256', 'ssh-rsa']);
  if (strict === null || lax === null) throw new Error('expected rules');
  const signature = ruled(key, strict).sign(Buffer.from('data'), 'sha1');
  expect(signature).toBeInstanceOf(ForbiddenSignature);
  expect((signature as unknown as Error).message).toContain('PubkeyAcceptedAlgorithms +ssh-rsa');
  expect(key.verify(Buffer.from('data'), ruled(key, lax).sign(Buffer.from('data'), 'sha1'), 'sha1')).toBe(true);
});
