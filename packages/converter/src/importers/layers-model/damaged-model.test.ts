import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { BitplaneError, seededRandom, type Random } from '@bitplane/model';
import { LayersModelDraft, writeLayersModel } from '../../test-support/layers-model-files';
import { importLayersModel } from './import-layers-model';

let folder: string;
let intact: string;

beforeAll(() => {
  folder = temporaryFolder();
  const draft = new LayersModelDraft(1, 8)
    .add('Rescaling', { name: 'rescale', scale: 1, offset: [0, 0, 0] })
    .add(
      'BinaryConv2D',
      { name: 'conv', filters: 2, kernel_size: [3, 3], strides: 1 },
      { kernel: [3, 3, 3, 2], bias: [2] },
    )
    .add(
      'BatchNormalization',
      { name: 'norm', axis: -1 },
      { gamma: [2], beta: [2], moving_mean: [2], moving_variance: [2] },
    )
    .add('MaxPooling2D', { name: 'pool', pool_size: [2, 2], strides: [2, 2], padding: 'same' })
    .add('PReLU', { name: 'prelu', shared_axes: [1, 2] }, { alpha: [1, 1, 2] });
  writeLayersModel(folder, draft);
  intact = readFileSync(join(folder, 'model.json'), 'utf8');
});

type Parent = Record<string, unknown>;

/** Every place of a JSON value: its parent and its key there. */
function placesOf(value: unknown): [Parent, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Parent;
  return Object.keys(parent).flatMap((key) => [[parent, key] as [Parent, string], ...placesOf(parent[key])]);
}

const ODD_VALUES = [null, 0, -1, 0.5, 1e300, '', 'x', true, [], {}, [null], [[1]], { a: 1 }];

function damage(root: unknown, random: Random): void {
  const [parent, key] = random.pick(placesOf(root));
  if (random.chance(0.3)) delete parent[key];
  else parent[key] = random.pick<unknown>(ODD_VALUES);
}

test('the intact model comes in', () => {
  expect(importLayersModel(folder).model.layers).toHaveLength(7);
});

test('a damaged model is rejected in words, or the damage does no harm', () => {
  let numRejected = 0;
  for (let seed = 0; seed < 400; seed++) {
    const root: unknown = JSON.parse(intact);
    damage(root, seededRandom(seed));
    writeFileSync(join(folder, 'model.json'), JSON.stringify(root));
    const error = importError();
    if (error === null) continue;
    numRejected++;
    expect({ seed, error }).toEqual({ seed, error: expect.any(BitplaneError) as BitplaneError });
    expect({ seed, message: error.message }).toEqual({
      seed,
      message: expect.not.stringMatching(/undefined|\[object|\n/) as string,
    });
  }
  expect(numRejected).toBeGreaterThan(100);
});

function importError(): Error | null {
  try {
    importLayersModel(folder);
    return null;
  } catch (error) {
    return error as Error;
  }
}
