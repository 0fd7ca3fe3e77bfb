// Every kind of network that the trainer makes: files → Model → passes → .bpm, ONNX; each step held together with the
// one before it.
import { randomImages, readModel, run, writeModel, type Model } from '@bitplane/model';
import { requireRunnable } from './require-runnable';
import { exportOnnx } from './exporters/onnx';
import { applyPasses, PASSES } from './passes';
import { importDraft } from './test-support/import-draft';
import { NETWORKS } from './test-support/networks';
import { firstDifferentLayer, openLayers } from './verify/onnx-layers';
import { referenceTensors } from './verify/reference';

const IMAGES = 3;

const lastOf = ({ layers }: Model): string => layers[layers.length - 1].name;

describe.each(NETWORKS)('%s', (_, draftOf) => {
  let imported: Model;
  let finished: Model;
  beforeAll(() => {
    imported = importDraft(draftOf(1));
    finished = applyPasses(imported);
  });

  test('ends in ten logits, and what the passes leave can be run', () => {
    expect(run(imported, randomImages(imported, 1, 1)[0])).toMatchObject({ height: 1, width: 1, channels: 10 });
    expect(() => requireRunnable(finished)).not.toThrow();
    expect(lastOf(finished)).toBe(lastOf(imported));
  });

  test('no pass but the last two moves a sign or a number that it leaves, to the bit', () => {
    let current = imported;
    const images = randomImages(imported, IMAGES, 2);
    const expected = images.map((image) => referenceTensors(imported, image));
    for (const { name: pass, apply } of PASSES.slice(0, -2)) {
      current = apply(current);
      for (const [index, image] of images.entries()) {
        for (const [layer, { data }] of referenceTensors(current, image)) {
          const before = expected[index].get(layer)?.data;
          // Sums become floats: the same numbers in another array.
          if (before !== undefined)
            expect({ pass, layer, data: [...data] }).toEqual({ pass, layer, data: [...before] });
        }
      }
    }
  });

  test('reads back from a .bpm file as written', () => {
    expect(readModel(writeModel(finished))).toEqual(finished);
  });

  test('computes the same in onnxruntime, layer by layer', async () => {
    const layers = await openLayers(finished, exportOnnx(finished));
    for (const [index, image] of randomImages(finished, IMAGES, 3).entries()) {
      expect(await firstDifferentLayer(layers, finished, image, index)).toBeNull();
    }
    await layers.session.release();
  });
});
