// Host keys of boards that nobody runs.
import { utils } from 'ssh2';

/** A new public key, as ssh sends it and as a line of known_hosts has it. */
export function newHostKey(): { readonly blob: Buffer; readonly line: string } {
  const key = utils.parseKey(utils.generateKeyPairSync('ecdsa', { bits: 256 }).public);
  if (key instanceof Error) throw key;
  const blob = key.getPublicSSH();
  return { blob, line: `${key.type} ${blob.toString('base64')}` };
}
