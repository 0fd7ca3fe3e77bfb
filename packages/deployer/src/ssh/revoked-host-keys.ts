// RevokedHostKeys: a file of keys that no host may have. As for OpenSSH, a file that cannot be read forbids every host.
import { readFileSync } from 'node:fs';
import { BitplaneError } from '@bitplane/model';
import { parsePublicKey } from './public-key';

const KRL_MAGIC = 'SSHKRL\n\0';

/**
 * The keys that `file` revokes. Throws E_HOST_KEY if it cannot be read, is a binary list, or has a line that is no key.
 */
export function readRevokedKeys(file: string): Buffer[] {
  const reject = (reason: string) =>
    new BitplaneError('E_HOST_KEY', `RevokedHostKeys ${file}: ${reason}; no host is trusted until it can be read`);
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    throw reject(`expected a file of public keys, could not read it (${(error as NodeJS.ErrnoException).code})`);
  }
  if (text.startsWith(KRL_MAGIC)) {
    throw reject(
      'expected a text file with one public key per line, got a binary revocation list (KRL): list the keys',
    );
  }
  return text.split('\n').flatMap((content, index) => {
    const line = content.trim();
    if (line === '' || line.startsWith('#')) return [];
    const key = parsePublicKey(line);
    if (key === null) throw reject(`line ${index + 1}: expected a type and a public key`);
    return [key.blob];
  });
}
