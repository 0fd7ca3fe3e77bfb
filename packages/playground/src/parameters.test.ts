import { randomModel, writeModel } from '@bitplane/model';
import { load } from '@bitplane/wasm';
import { drawMap, shareOfFlips, shareOfPlus } from './maps';
import { drawParameters, layersOf } from './parameters';

/** With every kind of layer among them. */
const SEEDS = Array.from({ length: 30 }, (_, seed) => seed);

test.each(SEEDS)(
  'every step of random network %i is drawn, and is made of the layers that its kind names',
  async (seed) => {
    const model = randomModel(seed);
    const network = await load(writeModel(model));
    const { height, width, channels } = network.input;
    const outputs = network.runLayers(new Uint8Array(height * width * channels));
    network.steps.forEach((step, k) => {
      expect(
        layersOf(model, step)
          .map(({ kind }) => kind)
          .join('+'),
      ).toBe(step.kind);
      expect(layersOf(model, step).at(-1)!.name).toBe(step.output.name);
      for (const { picture } of drawParameters(model, step)) {
        expect(picture.rgba).toHaveLength(4 * picture.width * picture.height);
      }
      const { picture, shown } = drawMap(outputs[k]);
      expect(shown).toBe(step.output.channels);
      expect(picture.width * picture.height).toBeGreaterThanOrEqual(step.output.height * step.output.width * shown);
      const share = shareOfPlus(outputs[k]);
      expect(share === null).toBe(step.output.element !== 'bits');
      if (share === null) return;
      expect(share).toBeGreaterThanOrEqual(0);
      expect(shareOfFlips(outputs[k], outputs[k])).toBe(0);
    });
    network.free();
  },
);
