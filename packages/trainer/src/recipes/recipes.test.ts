import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { thrownBy } from '../test-support/thrown-by';
import { baseName, parseOverride, RECIPES, resolveRecipe, type Recipe } from '.';

let folder: string;
beforeAll(() => (folder = temporaryFolder()));

const resolve = (recipe: string, ...overrides: string[]) => resolveRecipe(recipe, overrides.map(parseOverride));

/** Writes a recipe file and returns its path. */
function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

test('every recipe of the list has the name it is listed under, and survives JSON', () => {
  for (const [name, recipe] of Object.entries(RECIPES)) {
    expect(recipe.name).toBe(name);
    expect(resolve(file(`${name}.json`, JSON.stringify(recipe)))).toEqual(recipe);
  }
});

test('overrides change single fields, lists included, and leave the listed recipe alone', () => {
  const recipe = resolve('reference', 'optimizer.peakRate=1e-3', 'optimizer.schedule.phases.1.factor=0.5', 'epochs=3');
  expect(recipe).toMatchObject({
    epochs: 3,
    optimizer: { peakRate: 1e-3, schedule: { phases: { 1: { factor: 0.5 } } } },
  });
  expect(RECIPES.reference.epochs).toBe(80);
});

test('a changed recipe says so by its name, and what it was made from', () => {
  expect(resolve('plus').name).toBe('plus');
  expect(resolve('plus', 'epochs=30').name).toBe('plus');
  const changed = resolve('plus', 'epochs=3', 'optimizer.peakRate=1e-3', 'augmentation.flip=false');
  expect(changed.name).toBe('plus (changed: epochs, optimizer.peakRate, augmentation.flip)');
  expect(baseName(changed.name)).toBe('plus');
  expect(resolve('plus', 'epochs=3', 'name=mine').name).toBe('mine');
  const again = file('again.json', JSON.stringify(changed));
  expect(resolve(again).name).toBe(changed.name);
  expect(resolve(again, 'batchSize=8', 'epochs=4').name).toBe(
    'plus (changed: epochs, optimizer.peakRate, augmentation.flip, batchSize)',
  );
});

test('a misspelt field of a file is named with the one that was meant', async () => {
  const { epochs, ...rest } = RECIPES.plus;
  const path = file('misspelt.json', JSON.stringify({ ...rest, epoch: epochs }));
  expect(await thrownBy(() => resolve(path))).toMatchObject({
    code: 'E_FILE',
    message: expect.stringMatching(/there is no field epoch: .*did you mean "epochs"\?/) as string,
  });
});

test('an override can replace a whole part, in JSON', () => {
  const distillation = { teacher: 'out/big/train', temperature: 4, weight: 0.9 };
  expect(resolve('plus', `distillation=${JSON.stringify(distillation)}`).distillation).toEqual(distillation);
});

test('a file may leave out what has a default; without a name it has that of the file', () => {
  const rest: Partial<Recipe> = { ...RECIPES.plus };
  for (const field of ['name', 'distillation', 'meanImage'] as const) delete rest[field];
  expect(resolve(file('mine.json', JSON.stringify(rest)))).toEqual({ ...RECIPES.plus, name: 'mine' });
});

test('a TypeScript file exports its recipe by default', () => {
  const path = file('own.js', `exports.default = ${JSON.stringify({ ...RECIPES.plus, name: 'own', epochs: 2 })};`);
  expect(resolve(path)).toMatchObject({ name: 'own', epochs: 2 });
});

test.each([
  ['optimizer.peakRate=fast', 'E_USAGE', 'recipe plus: optimizer.peakRate: expected number, got "fast"'],
  ['optimizer.peakRate=-1', 'E_USAGE', 'recipe plus: optimizer.peakRate: expected number to be >0, got -1'],
  ['epochs=1.5', 'E_USAGE', 'recipe plus: epochs: expected a whole number, got 1.5'],
  [
    'optimizer.kind=lion',
    'E_USAGE',
    "recipe plus: optimizer.kind: expected 'adam' | 'momentum-sgd' | 'bop', got \"lion\"",
  ],
  [
    'initialSlopes=glorot',
    'E_USAGE',
    'recipe plus: initialSlopes: expected a number or "glorot-uniform", got "glorot"',
  ],
  [
    'optimizer.peekRate=1',
    'E_USAGE',
    /there is no field optimizer\.peekRate: .*trainer:recipe.*did you mean "peakRate"\?/,
  ],
  ['optimizer={"kind":"adam"}', 'E_USAGE', 'recipe plus: optimizer.peakRate: expected number, got nothing'],
  [
    'distillation.weight=1',
    'E_USAGE',
    /distillation\.weight: .* at distillation, got null: set distillation as a whole/,
  ],
  ['epochs', 'E_USAGE', /expected --set <field>=<value>.*got "epochs"/],
])('--set %s is rejected with field, expectation and value', async (override, code, message) => {
  const error = await thrownBy(() => resolve('plus', override));
  expect(error).toMatchObject({
    code,
    message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
  });
});

test.each([
  ['none.json', null, 'E_MISSING_FILE'],
  ['broken.json', '{', 'E_FILE'],
  ['empty.js', 'exports.recipe = {};', 'E_FILE'],
])('%s is no recipe, and that is said', async (name, content, code) => {
  const path = content === null ? join(folder, name) : file(name, content);
  expect(await thrownBy(() => resolve(path))).toMatchObject({ code, message: expect.stringContaining(path) as string });
});

test('a name that is not listed is rejected with the list, and the nearest of it', async () => {
  expect(await thrownBy(() => resolve('pluss'))).toMatchObject({
    message: expect.stringMatching(/did you mean "plus"\?$/) as string,
  });
  expect(await thrownBy(() => resolve('best'))).toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining('reference-cntk') as string,
  });
});
