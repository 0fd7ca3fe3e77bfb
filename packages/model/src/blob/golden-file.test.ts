import { INPUT } from '../graph';
import { randomImages } from '../random-model/random-images';
import { randomModel } from '../random-model/random-model';
import { errorCode } from '../test-support/build';
import { GOLDEN_FORMAT } from './constants';
import { seal, viewOf } from './envelope';
import { makeGolden } from './golden';
import { readGolden, writeGolden } from './golden-file';
import { tensorBytes } from './tensor-bytes';
import { writeModel } from './write';

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const goldenOf = (seed: number) => makeGolden(randomModel(seed), randomImages(randomModel(seed), 2, seed));

test.each(SEEDS)('golden vectors of random model %i are read as they were written', (seed) => {
  const golden = goldenOf(seed);
  expect(readGolden(writeGolden(golden))).toEqual(golden);
});

test('they hold the input and every output but accumulators, and name the model by its checksum', () => {
  const model = randomModel(2);
  const golden = goldenOf(2);
  const outputs = model.layers.filter(({ kind }) => kind !== 'int8-conv2d' && kind !== 'binary-conv2d');
  expect(golden.tensors.map(({ name }) => name)).toEqual([INPUT, ...outputs.map(({ name }) => name)]);
  expect(golden.modelChecksum).toBe(viewOf(writeModel(model)).getUint32(12, true));
});

test('each tensor stands at a multiple of 64 in the data of its image', () => {
  const golden = goldenOf(2);
  const file = writeGolden(golden);
  const view = viewOf(file);
  const [imageNbytes, namesNbytes] = [32, 36].map((offset) => view.getUint32(offset, true));
  const dataStart = Math.ceil((64 + 32 * golden.tensors.length + namesNbytes) / 64) * 64;
  golden.images.forEach((image, k) => {
    image.forEach((tensor, t) => {
      const [offset, nbytes] = [20, 24].map((at) => view.getUint32(64 + 32 * t + at, true));
      const start = dataStart + k * imageNbytes + offset;
      expect(start % 64).toBe(0);
      expect(file.slice(start, start + nbytes)).toEqual(tensorBytes(tensor));
    });
  });
});

function damaged(offset: number, value: number): Uint8Array {
  const file = writeGolden(goldenOf(2));
  viewOf(file).setUint32(offset, value, true);
  return seal(file, GOLDEN_FORMAT);
}

test.each([
  [24, 3, 'offset 24: expected 3 images of'],
  [24, 0, 'offset 24: expected 0 images of'],
  [28, 0, 'offset 24: expected 2 images of 0 tensors, 1 or more of each'],
  [44, 1, 'offset 44: expected zero'],
  [64, 999, 'offset 64: expected a name inside'],
  [68, 4, "offset 68: expected an element type of 0 to 3 for 'input', got 4"],
  [72, 13, "offset 84: expected 156 bytes for 'input' at a multiple of 64 below"],
  [72, 0, "offset 72: expected height, width and channels of 'input' above 0, got 0×"],
  [84, 32, 'got 144 at 32'],
  [84, 0x40000000, 'got 144 at 1073741824'],
])('rejects a file whose number at %i is %i', (offset, value, message) => {
  const file = damaged(offset, value);
  expect(() => readGolden(file, 'g.bpv')).toThrow(message);
  expect(errorCode(() => readGolden(file, 'g.bpv'))).toBe('E_FILE');
});

test('a flipped bit of the data is noticed by the checksum', () => {
  const file = writeGolden(goldenOf(2));
  file[file.length - 1] ^= 1;
  expect(errorCode(() => readGolden(file))).toBe('E_CHECKSUM');
});

test('a .bpm file is not taken for one', () => {
  expect(() => readGolden(writeModel(randomModel(1)))).toThrow(
    'offset 3: expected the mark of a .bpv file, got byte 0x4d',
  );
});

test('images must hold the tensors that the table says', () => {
  const golden = goldenOf(2);
  const images = [golden.images[0].slice(0, -1)];
  expect(errorCode(() => writeGolden({ ...golden, images }))).toBe('E_SHAPE');
});
