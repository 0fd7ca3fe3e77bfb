import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { loadBackend } from '../backend';
import { RECIPES } from '../recipes';
import { thrownBy } from '../test-support/thrown-by';
import { readCheckpoint, restoreVariables, writeCheckpoint } from './checkpoint';
import { startPosition, type Position } from './history';
import type { Settings } from './settings';

let folder: string;
beforeAll(loadBackend);
beforeEach(() => (folder = temporaryFolder()));

const SETTINGS: Settings = { network: 'reference', recipe: RECIPES.plus, seed: 3, limit: null, validation: 100 };
const STATE = { finished: false, settings: SETTINGS, data: { name: 'mine', sha256: 'abc' }, position: startPosition() };

test('what was written is read, numbers to the bit', () => {
  const values = [0.1, -0, 1e-40, 3];
  writeCheckpoint(folder, STATE, [tf.tensor2d(values, [2, 2])]);
  const checkpoint = readCheckpoint(folder)!;
  expect(checkpoint).toMatchObject(STATE);
  const variable = tf.variable(tf.zeros([2, 2]));
  restoreVariables(folder, checkpoint, [variable]);
  expect([...variable.dataSync()]).toEqual(values.map(Math.fround));
});

test('a weight that is no number is rejected, and the checkpoint before stays', async () => {
  writeCheckpoint(folder, STATE, [tf.tensor1d([1])]);
  expect(await thrownBy(() => writeCheckpoint(folder, STATE, [tf.tensor1d([NaN])]))).toMatchObject({
    code: 'E_TRAINING',
  });
  expect(readCheckpoint(folder)).toMatchObject(STATE);
});

test('a checkpoint of the first schema goes on with the recipe that it names', () => {
  const position: Partial<Position> & Pick<Position, 'history'> = startPosition();
  delete position.signs;
  const epoch = { epoch: 1, loss: 2, accuracy: 0.2, validationAccuracy: null, seconds: 5 };
  const first = {
    schema: 'bitplane-checkpoint/1',
    finished: false,
    settings: {
      network: 'reference',
      recipe: 'plus',
      epochs: 18,
      batchSize: 32,
      seed: 3,
      limit: null,
      validation: 100,
    },
    position: { ...position, history: { ...position.history, epochs: [epoch] } },
    variables: { file: 'variables.bin', sha256: '', shapes: [] },
  };
  writeFileSync(join(folder, 'checkpoint.json'), JSON.stringify(first));
  expect(readCheckpoint(folder)).toMatchObject({
    schema: 'bitplane-checkpoint/2',
    data: null,
    settings: { ...SETTINGS, recipe: { ...RECIPES.plus, epochs: 18, batchSize: 32 } },
    position: { signs: null, history: { epochs: [{ ...epoch, layers: [] }] } },
  });
});

test('another schema is rejected', async () => {
  writeFileSync(join(folder, 'checkpoint.json'), '{"schema":"bitplane-checkpoint/9"}');
  expect(await thrownBy(() => readCheckpoint(folder))).toMatchObject({
    code: 'E_FILE',
    message: expect.stringContaining('bitplane-checkpoint/9') as string,
  });
});
