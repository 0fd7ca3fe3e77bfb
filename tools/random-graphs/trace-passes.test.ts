import { applyPasses } from '@bitplane/converter';
import { randomModel, type Model } from '@bitplane/model';
import { tracePasses } from './trace-passes';

test('a network that is as runtimes take it is changed by no pass', () => {
  const model = applyPasses(randomModel(1));
  expect([...tracePasses(model)]).toEqual([]);
});

test('the layers that a pass replaced are named', () => {
  const model: Model = {
    name: 'norm',
    input: { height: 1, width: 1, channels: 1 },
    layers: [
      { kind: 'normalize', name: 'image', inputs: ['input'], zeroPoints: Uint8Array.of(0), scale: 0.5 },
      {
        ...{ kind: 'batch-norm', name: 'norm', inputs: ['image'], epsilon: 0, gamma: Float64Array.of(3) },
        ...{ beta: Float64Array.of(0), mean: Float64Array.of(0), variance: Float64Array.of(1) },
      },
    ],
  };
  const passes = tracePasses(model);
  expect(new Set(passes.get('fold-batch-norm'))).toEqual(new Set(['norm']));
  expect(passes.has('fuse-thresholds')).toBe(false);
});
