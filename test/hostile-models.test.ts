// One corpus of hostile .bpm files for the readers of all languages: each says in one line what is wrong, soon and in
// little memory, and those of C and TypeScript accept the same files; the module for WebAssembly says the same as C.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireHostProgram, workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { BitplaneError, readModel } from '@bitplane/model';
import { load } from '@bitplane/wasm';
import { brokenModels, illegalModels, numbersChanged, oddModels, type NamedFile } from './test-support/hostile-models';

const MAX_MS = 5000;
const MAX_KB = 512 * 1024;

let folder: string;
let readerInC: string;

beforeAll(() => {
  folder = temporaryFolder();
  const page = readFileSync(join(workspaceRoot(), 'docs/format.md'), 'utf8');
  for (const [language, ending] of [
    ['python', 'py'],
    ['c', 'c'],
  ])
    writeFileSync(
      join(folder, `read_bpm.${ending}`),
      new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page)![1],
    );
  readerInC = join(folder, 'read_bpm');
  const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
  execFileSync('cc', ['-std=c11', '-g', ...sanitizers, '-o', readerInC, `${readerInC}.c`]);
});

/** What a program says of a file within its bounds: null where it accepts it. */
function rejection(command: readonly string[], { bytes }: NamedFile, { limitsMemory = true } = {}): string | null {
  const file = join(folder, 'model.bpm');
  writeFileSync(file, bytes);
  // The address space is limited, which is more than what is used of it.
  const limit = limitsMemory ? `ulimit -v ${MAX_KB}; ` : '';
  const { status, stderr, error } = spawnSync('sh', ['-c', `${limit}exec "$@"`, 'sh', ...command, file], {
    ...{ encoding: 'utf8', timeout: MAX_MS, stdio: ['ignore', 'ignore', 'pipe'] },
  });
  if (error !== undefined) throw error;
  if (status === 0) return null;
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^[^\n]+\n$/) as string });
  return stderr.trim();
}

/** The library says that it accepts a file by what it needs then, should the machine not have it. */
function inC(file: NamedFile): string | null {
  const said = rejection([requireHostProgram(), 'info', '--model'], file);
  return said?.includes('no memory for an arena') === true ? null : said;
}

function inTypeScript({ bytes }: NamedFile): string | null {
  try {
    readModel(bytes, 'model.bpm');
    return null;
  } catch (error) {
    if (error instanceof BitplaneError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** The same library, and so the same words; an address space of 4 GB is smaller than that of a host of 64 bits. */
async function expectSameInWasm(file: NamedFile, said: string | null): Promise<void> {
  for (const simd of [true, false]) {
    let inWasm: string | null;
    try {
      (await load(file.bytes, { simd })).free();
      inWasm = null;
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      inWasm = code === 'E_MEMORY' || (said === null && message.endsWith('(status 41)')) ? null : message;
    }
    const words = said?.replace(/^bitplane: .*?model\.bpm: /, '') ?? null;
    if (words !== null && !words.includes('(status')) expect(inWasm).toMatch(/\(status (22|101)\)$/);
    else expect(inWasm).toBe(words);
  }
}

const inPython = (file: NamedFile) => rejection(['python3', join(folder, 'read_bpm.py')], file);
// The sanitizers' own memory has terabytes of addresses.
const inPlainC = (file: NamedFile) => rejection([readerInC], file, { limitsMemory: false });

const tests = (files: readonly NamedFile[]) => files.map((file) => [file.name, file] as const);

describe('every reader rejects', () => {
  test.each(tests(brokenModels()))('%s', async (_, file) => {
    const said = inC(file);
    expect(said).toMatch(/^bitplane: .*model\.bpm: .*(\(status \d\d\)|is empty)$/);
    await expectSameInWasm(file, said);
    expect(inTypeScript(file)).toMatch(/^E_(FILE|CHECKSUM): model\.bpm: offset \d+: expected [^\n]+, got [^\n]+$/);
    expect(inPython(file)).toMatch(/^error \(E_FILE\): .*model\.bpm: expected /);
    expect(inPlainC(file)).toMatch(/^error \(E_FILE\): (expected|not a whole)/);
  });
});

describe('the readers that know the kinds reject', () => {
  test.each(tests(illegalModels()))('%s', async (_, file) => {
    const said = inC(file);
    expect(said).toMatch(/^bitplane: .*model\.bpm: .*(\(status \d\d\)|export the network again)$/);
    await expectSameInWasm(file, said);
    expect(inTypeScript(file)).toMatch(/^E_[A-Z]+: [^\n]+expected [^\n]+, got [^\n]+$/);
    for (const said of [inPython(file), inPlainC(file)]) if (said !== null) expect(said).toMatch(/^error \(E_FILE\): /);
  });
});

describe('every reader accepts', () => {
  test.each(tests(oddModels()))('%s', async (_, file) => {
    await expectSameInWasm(file, null);
    for (const read of [inC, inTypeScript, inPython, inPlainC]) expect(read(file)).toBeNull();
  });
});

test('C and TypeScript agree on a sound file in which any number is another', async () => {
  const files = numbersChanged();
  const said = new Map(files.map((file) => [file, inC(file)]));
  const disagreements = files.filter((file) => (said.get(file) === null) !== (inTypeScript(file) === null));
  expect(disagreements.map((file) => `${file.name}: ${said.get(file)} | ${inTypeScript(file)}`)).toEqual([]);
  for (const [file, words] of said) await expectSameInWasm(file, words);
  expect(files.filter((file) => inTypeScript(file) === null).length).toBeLessThan(files.length / 4);
});
