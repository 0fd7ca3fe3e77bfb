// Random small models as the converter's passes leave them: every kind that a .bpm file holds, with odd attributes.
import type { Model } from '../graph';
import { wholeWindow } from '../layers/window';
import { numElements } from '../tensor';
import { append, finish, startDraft, type Draft } from './draft';
import { appendBitBlock, appendBitMaxPool, appendRealBlock } from './random-block';
import { appendBinaryConv2D, appendInt8Conv2D, CHANNELS } from './random-convolution';
import { appendByteFloats, appendByteShuffle, appendFloatConv2D } from './random-floats';
import { appendAffine, appendNormalisation, appendRectifier } from './random-real';
import { appendMultiThreshold, appendThreshold } from './random-threshold';
import { randomFloats } from './random-values';

/** A dense layer of more weights would make the file large and test nothing else. */
const MAX_DENSE_WEIGHTS = 2048;

/**
 * Equal seeds give equal models. Most: int8-conv2d of the image, or of a table of its bytes; 0 to 4 blocks of threshold
 * or multi-threshold, perhaps bit-max-pool, a concat, a shuffle or an upsample of bits, binary-conv2d; in half of them
 * 1 to 4 blocks of real numbers, which may be shortcuts, planes, concats, shuffles, pools and convolutions of floats or
 * bytes; then a float32 head. The others make floats of the image at once.
 */
export function randomModel(seed: number): Model {
  const draft = startDraft(seed);
  const { random } = draft;
  const input = draft.type;
  if (random.chance(0.2)) {
    appendByteFloats(draft);
    appendFloatConv2D(draft);
    appendRealBlocks(draft);
  } else {
    if (random.chance(0.2)) appendByteShuffle(draft);
    const deviation = appendBitBlocks(draft);
    if (random.chance(0.5)) {
      appendNormalisation(draft, deviation);
      appendRealBlocks(draft);
    }
  }
  appendHead(draft);
  return finish(draft, `random-${seed}`, input);
}

/** Returns about the standard deviation of the last sums. */
function appendBitBlocks(draft: Draft): number {
  const { random } = draft;
  const numBlocks = random.integer(0, 4);
  const chooseFilters = (isLast: boolean) => ({ filters: isLast ? random.integer(1, 12) : random.pick(CHANNELS) });
  let deviation = appendInt8Conv2D(draft, chooseFilters(numBlocks === 0));
  for (let block = 1; block <= numBlocks; block++) {
    const appendSigns = random.chance(0.25) ? appendMultiThreshold : appendThreshold;
    appendSigns(draft, deviation);
    if (random.chance(0.4)) appendBitMaxPool(draft);
    appendBitBlock(draft);
    deviation = appendBinaryConv2D(draft, chooseFilters(block === numBlocks));
  }
  return deviation;
}

function appendRealBlocks(draft: Draft): void {
  const numBlocks = draft.random.integer(1, 4);
  for (let block = 0; block < numBlocks; block++) appendRealBlock(draft);
}

/** Affine → PReLU or ReLU → average-pool or int8-dense → affine, or fewer; at least what makes float32 of sums. */
function appendHead(draft: Draft): void {
  const { random } = draft;
  const beginsWithPool = random.chance(0.2);
  if (!beginsWithPool) {
    appendAffine(draft);
    if (random.chance(0.6)) appendRectifier(draft);
  }
  const filters = random.integer(1, 10);
  const isSmall = filters * numElements(draft.type) <= MAX_DENSE_WEIGHTS;
  if (!beginsWithPool && isSmall && random.chance(0.3)) appendInt8Dense(draft, filters);
  else if (beginsWithPool || random.chance(0.7)) {
    append(draft, { kind: 'average-pool', element: 'float32', window: wholeWindow(draft.type) });
  }
  if (random.chance(0.7)) appendAffine(draft);
}

function appendInt8Dense(draft: Draft, filters: number): void {
  const { random, type } = draft;
  append(draft, {
    kind: 'int8-dense',
    element: 'float32',
    filters,
    weights: Int8Array.from({ length: filters * numElements(type) }, () => random.integer(-127, 127)),
    scale: randomFloats(random, filters),
    offset: random.chance(0.5) ? null : randomFloats(random, filters),
  });
}
