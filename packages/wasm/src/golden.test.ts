// The same bits as the reference interpreter: every kind of layer by the golden vectors, every network of the zoo by
// the interpreter itself; with SIMD and without, from a file and from base64.
import { makeGolden, readGolden, readModel, type Golden } from '@bitplane/model';
import * as fromFile from './index.ts';
import * as inline from './inline.ts';
import type { Network } from './network.ts';
import { bitsOf, randomPixels, readVectors, readZoo, VECTORS, ZOO } from './test-support/models.ts';

/** Compares each step's output with the tensor of that name. */
function expectGolden(network: Network, { tensors, images }: Golden): void {
  for (const image of images) {
    const named = new Map(tensors.map(({ name }, k) => [name, image[k]]));
    const outputs = network.runLayers(image[0].data as Uint8Array);
    expect(outputs.map(({ name }) => name)).toEqual(network.steps.map(({ output }) => output.name));
    const compared = outputs.filter(({ name }) => named.has(name));
    for (const output of compared) {
      expect([output.name, bitsOf(output)]).toEqual([output.name, bitsOf(named.get(output.name)!)]);
    }
    // Accumulators alone are in no file.
    expect(outputs.filter(({ name, element }) => !named.has(name) && element !== 'int32')).toEqual([]);
    expect(compared.length).toBeGreaterThan(0);
  }
}

const VARIANTS = [
  ['SIMD', fromFile.load, true],
  ['portable C', fromFile.load, false],
  ['SIMD in base64', inline.load, true],
  ['portable C in base64', inline.load, false],
] as const;

describe.each(VARIANTS)('%s', (_, load, simd) => {
  test.each(VECTORS)('golden vectors of %s', async (name) => {
    const { model, golden } = readVectors(name);
    const network = await load(model, { simd });
    expect(network.steps.some(({ kernel }) => kernel.endsWith('__simd128'))).toBe(simd);
    expectGolden(network, readGolden(golden));
    network.free();
  });
});

test.each(ZOO)('%s of the zoo', async (name) => {
  const bytes = readZoo(name);
  const model = readModel(bytes);
  const { height, width, channels } = model.input;
  const golden = makeGolden(model, [
    { element: 'uint8', height, width, channels, data: randomPixels(height * width * channels, 1) },
  ]);
  for (const simd of [true, false]) {
    const network = await fromFile.load(bytes, { simd });
    expectGolden(network, golden);
    const last = golden.images[0].at(-1)!;
    expect([...network.run(golden.images[0][0].data as Uint8Array)]).toEqual([...last.data]);
    network.free();
  }
});
