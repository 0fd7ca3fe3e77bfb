import { BitplaneError, seededRandom } from '@bitplane/model';
import { Builder } from 'flatbuffers';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorLike } from '@bitplane/cli/test-support';
import { smallNetwork } from '../../test-support/tflite/small-network';
import { NUMBERS } from '../../test-support/tflite/run-draft';
import { flexInteger } from './file/flex-options';
import { FILE_IDENTIFIER } from './file/schema';
import { readGraph } from './file/read-graph';
import { importTflite } from './import-tflite';

const folder = mkdtempSync(join(tmpdir(), 'bitplane-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Null where the file is read; else the error, which must be one of ours in one line. */
function errorOf(bytes: Uint8Array): BitplaneError | null {
  const path = join(folder, 'network.tflite');
  writeFileSync(path, bytes);
  try {
    importTflite(path, NUMBERS);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(BitplaneError);
    expect((error as BitplaneError).message).not.toMatch(/\n/);
    return error as BitplaneError;
  }
}

const whole = smallNetwork().bytes();

test('the whole file is read', () => {
  expect(errorOf(whole)).toBeNull();
});

test('every file that ends early is rejected', () => {
  for (let length = 0; length < whole.length; length += length < 256 ? 1 : 11) {
    const error = errorOf(whole.subarray(0, length));
    expect([length, error?.code]).toEqual([length, expect.stringMatching(/^E_/)]);
  }
});

test('no byte of it can be changed so that anything but one of our errors comes', () => {
  const random = seededRandom(11);
  for (let round = 0; round < 250; round++) {
    const bytes = Uint8Array.from(whole);
    for (let k = random.integer(1, 3); k > 0; k--)
      bytes[random.integer(0, bytes.length - 1)] = random.pick([0, 1, 127, 128, 255, random.integer(0, 255)]);
    errorOf(bytes);
  }
});

test('no number of it can be so large that anything but one of our errors comes', () => {
  const view = (bytes: Uint8Array) => new DataView(bytes.buffer);
  for (let offset = 0; offset + 4 <= whole.length; offset += 4) {
    const bytes = Uint8Array.from(whole);
    view(bytes).setInt32(offset, (offset / 4) % 3 === 0 ? -1 : 2 ** 31 - 1, true);
    errorOf(bytes);
  }
});

describe('a small file that claims to be large', () => {
  const rejected =
    (bytes: Uint8Array): (() => unknown) =>
    () =>
      readGraph('file', bytes);

  /** A model of one vector field, made by the caller. */
  function modelOf(field: number, makeVector: (builder: Builder) => number): Uint8Array {
    const builder = new Builder(64);
    const vector = makeVector(builder);
    builder.startObject(8);
    builder.addFieldOffset(field, vector, 0);
    builder.finish(builder.endObject(), FILE_IDENTIFIER);
    return builder.asUint8Array().slice();
  }

  test('2 GB of subgraphs in 100 bytes', () => {
    const bytes = modelOf(2, (builder) => {
      builder.startVector(4, 0, 4);
      return builder.endVector();
    });
    const at = bytes.length - 4;
    new DataView(bytes.buffer).setInt32(at, 2 ** 29, true);
    expect(rejected(bytes)).toThrow(errorLike('E_FILE', /refers to 2147483648 bytes/));
  });

  test('one table many times', () => {
    const bytes = modelOf(2, (builder) => {
      // A subgraph whose tensors are 200,000 times the same, each with a name of 100,000 bytes.
      const name = builder.createString('x'.repeat(100_000));
      builder.startObject(11);
      builder.addFieldOffset(3, name, 0);
      const tensor = builder.endObject();
      builder.startVector(4, 200_000, 4);
      for (let k = 0; k < 200_000; k++) builder.addOffset(tensor);
      const tensors = builder.endVector();
      builder.startObject(5);
      builder.addFieldOffset(0, tensors, 0);
      const subgraph = builder.endObject();
      builder.startVector(4, 1, 4);
      builder.addOffset(subgraph);
      return builder.endVector();
    });
    expect(rejected(bytes)).toThrow(errorLike('E_FILE', /refer to the same bytes again and again/));
  });

  test('custom options with more keys than bytes', () => {
    // A map of 8-byte numbers that claims 2^40 keys: the library would search for ever.
    const options = new Uint8Array(64);
    const view = new DataView(options.buffer);
    view.setBigUint64(8, 0n, true);
    view.setBigUint64(16, 1n, true);
    view.setBigUint64(24, 2n ** 40n, true);
    options.set([32, (9 << 2) | 3, 1], 61);
    options[61] = 29;
    expect(flexInteger(options, 'padding')).toBeNull();
  });
});
