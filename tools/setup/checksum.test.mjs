import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { requireSha256, sha256OfFile } from './checksum.mjs';

// FIPS 180-2, appendix B.1: the message "abc".
const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('hashes a file and rejects another one', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'archive.whl');
  writeFileSync(path, 'abc');
  assert.equal(await sha256OfFile(path), SHA256_OF_ABC);
  await requireSha256(path, SHA256_OF_ABC);
  writeFileSync(path, 'abd');
  await assert.rejects(
    requireSha256(path, SHA256_OF_ABC),
    /archive\.whl was expected to have SHA-256 ba7816.*, got a52d1/,
  );
});
