// SHA-256 of files: nothing is used that is not what was published.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';

/** The SHA-256 of a file's bytes, in lower-case hex. */
export async function sha256OfFile(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** Throws where the file is not the one that has this SHA-256. */
export async function requireSha256(path, expected) {
  const actual = await sha256OfFile(path);
  if (actual !== expected) {
    throw new Error(
      `${basename(path)} was expected to have SHA-256 ${expected}, got ${actual}: it was not used; run the set-up again`,
    );
  }
}
