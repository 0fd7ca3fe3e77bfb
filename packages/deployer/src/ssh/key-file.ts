// What an IdentityFile is: a private key with or without its .pub beside it, a .pub alone, or nothing that can be used.
import { readFileSync, statSync } from 'node:fs';
import type { ParsedKey } from 'ssh2';
import { clearPublicHalf, parsePrivateKey } from './private-key';
import { isFido, isWellFormed, keyType, publicKeyIn } from './public-key';

export interface KeyFile {
  readonly file: string;
  /** Null where it cannot be told without a passphrase. */
  readonly publicKey: Buffer | null;
  /** Null where the file cannot be used to sign. */
  readonly privateKey: ParsedKey | null;
  /** Why not. */
  readonly problem: 'missing' | 'public' | 'encrypted' | { readonly words: string } | null;
}

/** Never throws, never asks for a passphrase. */
export function readKeyFile(file: string): KeyFile {
  const text = read(file);
  const own = text.content === null ? null : publicKeyIn(text.content);
  if (own !== null) return { file, publicKey: own.blob, privateKey: null, problem: 'public' };

  const beside = publicKeyIn(read(`${file}.pub`).content ?? '')?.blob ?? null;
  if (text.content === null) {
    const problem = text.code === 'ENOENT' ? 'missing' : { words: `${file} cannot be read (${text.code})` };
    return { file, publicKey: beside, privateKey: null, problem };
  }
  return { file, ...privatePart(file, text.content, beside) };
}

function privatePart(file: string, content: string, beside: Buffer | null): Omit<KeyFile, 'file'> {
  const publicKey = beside ?? clearPublicHalf(content);
  const without = (problem: KeyFile['problem']) => ({ publicKey, privateKey: null, problem });
  if (publicKey !== null && isFido(keyType(publicKey))) {
    return without({ words: `${file} is the key of a FIDO token, which cannot be used here` });
  }
  if (isOpenToOthers(file)) {
    return without({ words: `${file} can be read by others, so ssh does not use it: chmod 600 ${file}` });
  }
  try {
    const privateKey = parsePrivateKey(content);
    if (privateKey === null) return without('encrypted');
    const half = privateKey.getPublicSSH();
    if (beside !== null && !beside.equals(half)) {
      return without({ words: `${file}.pub belongs to another key: ssh-keygen -y -f ${file} > ${file}.pub` });
    }
    if (!isWellFormed(half)) return without({ words: `${file} is an RSA key of less than 1024 bits` });
    return { publicKey: half, privateKey, problem: null };
  } catch (error) {
    return without({ words: `${file} is not a private key (${(error as Error).message})` });
  }
}

/** As ssh, looks at the user's own files only. */
function isOpenToOthers(file: string): boolean {
  const { uid, mode } = statSync(file);
  return process.getuid !== undefined && uid === process.getuid() && (mode & 0o077) !== 0;
}

function read(file: string): { readonly content: string | null; readonly code: string } {
  try {
    return { content: readFileSync(file, 'latin1'), code: '' };
  } catch (error) {
    return { content: null, code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}
