// The built-in server's host key and the one client key that it accepts: made once, kept in the cache folder.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { utils } from 'ssh2';
import { readWhole, writeWhole } from '@bitplane/cli';

export interface KeyFile {
  readonly file: string;
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA…`, as known_hosts and authorized_keys hold it. */
  readonly publicKey: string;
}

/** The Ed25519 key in `folder`/`name`; makes it, readable by its owner only, if it is not there. */
export function keyFile(folder: string, name: string): KeyFile {
  const file = join(folder, name);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeWhole(file, newPrivateKey(), 0o600);
  }
  const privateKey = readWhole(file).toString();
  const key = utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return { file, privateKey, publicKey: `${key.type} ${key.getPublicSSH().toString('base64')}` };
}

/** ssh2 1.17 spoils some of the Ed25519 keys that it makes (4 of 1000 when tried) and then cannot read them. */
function newPrivateKey(): string {
  for (;;) {
    const { private: key } = utils.generateKeyPairSync('ed25519');
    if (!(utils.parseKey(key) instanceof Error)) return key;
  }
}
