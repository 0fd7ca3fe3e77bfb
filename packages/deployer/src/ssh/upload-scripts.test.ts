// What runs on a board, in the shells that boards have.
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { SHELLS, startScript } from '../test-support/shells';
import { sha256 } from './transfer';
import { EXIT_CUT, EXIT_TAKEN, preparation, reception, type Upload } from './upload-scripts';

const bytes = Buffer.alloc(100_000, 'bitplane');
const upload: Upload = {
  ...{ path: "it's", executable: true, sha256: sha256(bytes), nbytes: bytes.length },
  checksumCommand: 'sha256sum',
};
const part = `it's.part-${upload.sha256.slice(0, 16)}`;

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));
const files = () => readdirSync(folder);

describe.each(SHELLS)('in $name', ({ name }) => {
  const testIf = skipUnless(findProgram(name), name);

  const receive = async (first: number, input: Uint8Array, end = true) => {
    const child = startScript(name, reception(upload, first, { maxSeconds: 2, lookSeconds: 1 }), folder);
    child.stdin.on('error', () => undefined);
    if (end) child.stdin.end(input);
    else child.stdin.write(input);
    const [code] = (await once(child, 'close')) as [number];
    return code;
  };

  testIf('the whole file gets its name', async () => {
    expect(await receive(0, bytes)).toBe(0);
    expect(files()).toEqual(["it's"]);
    expect(readFileSync(join(folder, "it's")).equals(bytes)).toBe(true);
  });

  testIf('half of it stays as a part, which the other half completes', async () => {
    expect(await receive(0, bytes.subarray(0, 40_000))).toBe(EXIT_CUT);
    expect(files()).toEqual([part]);
    const prepared = startScript(name, preparation(upload, '.'), folder);
    const chunks: Buffer[] = [];
    prepared.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(prepared, 'close');
    expect(Buffer.concat(chunks).toString()).toContain(`part 40000 ${sha256(bytes.subarray(0, 40_000))}\n`);
    expect(await receive(40_000, bytes.subarray(40_000))).toBe(0);
    expect(files()).toEqual(["it's"]);
  });

  testIf('a link that goes mute is noticed there too', async () => {
    const began = performance.now();
    expect(await receive(0, bytes.subarray(0, 40_000), false)).toBe(EXIT_CUT);
    expect(performance.now() - began).toBeGreaterThan(1500);
    expect(files()).toEqual([part]);
  });

  testIf('a part of another size is not continued', async () => {
    writeFileSync(join(folder, part), bytes.subarray(0, 30_000));
    expect(await receive(40_000, bytes.subarray(40_000))).toBe(EXIT_TAKEN);
    expect(existsSync(join(folder, "it's"))).toBe(false);
  });

  testIf('an end from outside leaves the part, and no process', async () => {
    const child = startScript(name, reception(upload, 0), folder);
    child.stdin.write(bytes.subarray(0, 40_000));
    while (!files().some((file) => file.startsWith(`${part}.`)))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill('SIGTERM');
    // It closes when all that it has started has ended.
    await once(child, 'close');
    expect(files()).toEqual([part]);
  });
});
