// One corpus of hostile .bpm files for the readers of all languages: each says in one line what is wrong, soon and in
// little memory, and those of C and TypeScript accept the same files.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireHostProgram, workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { BitplaneError, readModel } from '@bitplane/model';
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

const inPython = (file: NamedFile) => rejection(['python3', join(folder, 'read_bpm.py')], file);
// The sanitizers' own memory has terabytes of addresses.
const inPlainC = (file: NamedFile) => rejection([readerInC], file, { limitsMemory: false });

const tests = (files: readonly NamedFile[]) => files.map((file) => [file.name, file] as const);

describe('every reader rejects', () => {
  test.each(tests(brokenModels()))('%s', (_, file) => {
    expect(inC(file)).toMatch(/^bitplane: .*model\.bpm: .*(\(status \d\d\)|is empty)$/);
    expect(inTypeScript(file)).toMatch(/^E_(FILE|CHECKSUM): model\.bpm: offset \d+: expected [^\n]+, got [^\n]+$/);
    expect(inPython(file)).toMatch(/^error \(E_FILE\): .*model\.bpm: expected /);
    expect(inPlainC(file)).toMatch(/^error \(E_FILE\): (expected|not a whole)/);
  });
});

describe('the readers that know the kinds reject', () => {
  test.each(tests(illegalModels()))('%s', (_, file) => {
    expect(inC(file)).toMatch(/^bitplane: .*model\.bpm: .*(\(status \d\d\)|export the network again)$/);
    expect(inTypeScript(file)).toMatch(/^E_[A-Z]+: [^\n]+expected [^\n]+, got [^\n]+$/);
    for (const said of [inPython(file), inPlainC(file)]) if (said !== null) expect(said).toMatch(/^error \(E_FILE\): /);
  });
});

describe('every reader accepts', () => {
  test.each(tests(oddModels()))('%s', (_, file) => {
    for (const read of [inC, inTypeScript, inPython, inPlainC]) expect(read(file)).toBeNull();
  });
});

test('C and TypeScript agree on a sound file in which any number is another', () => {
  const files = numbersChanged();
  const disagreements = files.filter((file) => (inC(file) === null) !== (inTypeScript(file) === null));
  expect(disagreements.map((file) => `${file.name}: ${inC(file)} | ${inTypeScript(file)}`)).toEqual([]);
  expect(files.filter((file) => inTypeScript(file) === null).length).toBeLessThan(files.length / 4);
});
