// The readers of docs/format.md, as they are there: people copy them.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { inferTypes, listSections, readModel, sectionValues } from '@bitplane/model';
import type { Layer, LayerSection, Model, SectionValues } from '@bitplane/model';

const page = readFileSync(join(workspaceRoot(), 'docs/format.md'), 'utf8');
const zoo = join(workspaceRoot(), 'zoo');
const files = readdirSync(zoo, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join(zoo, name, 'model.bpm'));
const models = files.map((file) => ({
  file,
  name: basename(dirname(file)),
  model: readModel(readFileSync(file), file),
}));

const reader = (language: string): string => new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page)![1];

interface ReadLayer {
  readonly name: string;
  readonly kind: string;
  readonly arrays: Readonly<Record<string, number[] | number[][]>>;
}

let folder: string;

beforeAll(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'read_bpm.py'), reader('python'));
  writeFileSync(join(folder, 'read_bpm.c'), reader('c'));
  execFileSync('cc', [
    '-std=c11',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-o',
    join(folder, 'read'),
    join(folder, 'read_bpm.c'),
  ]);
});

const inPython = (file: string): { layers: readonly ReadLayer[] } => {
  const program = `import json, sys; sys.path.insert(0, sys.argv[1]); import read_bpm; print(json.dumps(read_bpm.read(sys.argv[2])))`;
  const options = { encoding: 'utf8', maxBuffer: Infinity } as const;
  return JSON.parse(execFileSync('python3', ['-c', program, folder, file], options)) as {
    layers: readonly ReadLayer[];
  };
};

const parametersOf = (model: Model, layer: Layer): LayerSection[] =>
  listSections(model).flatMap(({ parameter }) => (parameter?.layer === layer ? [parameter] : []));

/** What every layer's sections hold. */
const expectedLayers = (model: Model): ReadLayer[] =>
  model.layers.map((layer) => {
    const arrays = parametersOf(model, layer).map((section) => [section.slot, rowsOf(sectionValues(section))]);
    return { name: layer.name, kind: layer.kind, arrays: Object.fromEntries(arrays) as ReadLayer['arrays'] };
  });

function rowsOf({ shape, values }: SectionValues): number[] | number[][] {
  const [rows, columns] = shape;
  if (columns === undefined) return [...values];
  return Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);
}

test.each(models)('$name: Python reads every number', ({ file, model }) => {
  const read = inPython(file).layers.map(({ name, kind, arrays }) => ({ name, kind, arrays }));
  expect(read).toEqual(expectedLayers(model));
});

test.each(models)('$name: C lists every layer with its shape and sections', ({ file, model }) => {
  const types = inferTypes(model);
  const lines = execFileSync(join(folder, 'read'), [file], { encoding: 'utf8' }).trim().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(model.layers.map(({ name }) => name));
  for (const [k, layer] of model.layers.entries()) {
    const { height, width, channels } = types.get(layer.name)!;
    expect(lines[k].split(' ').slice(2, 5).map(Number)).toEqual([height, width, channels]);
    const sections = parametersOf(model, layer);
    const slots = lines[k]
      .split(' ')
      .slice(5)
      .map((text) => Number(text.split(':')[0]));
    expect(slots).toEqual(sections.map(({ slot }) => slot));
  }
});

test('both reject a file that was changed', () => {
  const bytes = readFileSync(files[0]);
  bytes[bytes.length - 1] ^= 1;
  const damaged = join(folder, 'damaged.bpm');
  writeFileSync(damaged, bytes);
  expect(() => inPython(damaged)).toThrow(/the file is damaged/);
  expect(() => execFileSync(join(folder, 'read'), [damaged], { stdio: 'pipe' })).toThrow(/not a whole \.bpm file/);
});

test('the Python reader knows the code of every kind', () => {
  const named = /"""(.*?)"""/s.exec(reader('python'))![1].split(/\s+/);
  const kinds = JSON.parse(readFileSync(join(__dirname, 'kinds.json'), 'utf8')) as Record<string, { code: number }>;
  const codes = Object.entries(kinds).map(([kind, { code }]) => [kind, code]);
  expect(Object.fromEntries(named.map((kind, k) => [kind, k + 1]))).toEqual(Object.fromEntries(codes));
});

test.each(['python', 'c'])('the one in %s has fewer than 60 lines', (language) => {
  expect(reader(language).split('\n').length).toBeLessThan(60);
});
