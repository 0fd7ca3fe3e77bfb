import { randomImages } from '../random-model/random-images';
import { randomModel } from '../random-model/random-model';
import { makeGolden } from './golden';
import { readGolden, writeGolden } from './golden-file';
import { readModel } from './read';
import { writeModel } from './write';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

test.each(SEEDS)('random model %i is read as it was written', (seed) => {
  const model = randomModel(seed);
  const file = writeModel(model);
  expect(readModel(file)).toEqual(model);
  expect(writeModel(readModel(file))).toEqual(file);
});

test.each(SEEDS.slice(0, 20))('golden vectors of random model %i are read as they were written', (seed) => {
  const model = randomModel(seed);
  const golden = makeGolden(model, randomImages(model, 2, seed));
  expect(readGolden(writeGolden(golden))).toEqual(golden);
});
