import { loadBackend } from '../backend';
import { buildNetwork, NETWORKS, type NetworkStart } from '../networks';
import { requireFit } from './require-fit';

const START: NetworkStart = { seed: 1, initialSlopes: 0, initialOutputScale: 1 };

beforeAll(loadBackend);

test('a network of other images says what would suit it', () => {
  const network = buildNetwork('reference-plus', START);
  const fit = (inputShape: number[], numClasses = 10) => requireFit(network, 'net.js', { inputShape, numClasses });
  fit([32, 32, 3]);
  expect(() => fit([48, 48, 3])).toThrow(
    'network net.js: expected images of 48×48×3, as the data has, got 32×32×3: give --image-size 32, or build it from the inputShape that its function gets',
  );
  expect(() => fit([28, 28, 1])).toThrow(/got 32×32×3: build it from the inputShape/);
  expect(() => fit([32, 32, 3], 100)).toThrow(/expected at least 100 scores, .* got 10: build it from the numClasses/);
});

test.each(Object.keys(NETWORKS))('%s takes small images, or says that they are too small before a step', (network) => {
  for (const size of [1, 2, 3, 5, 7, 12, 16]) {
    const inputShape = [size, size, 3] as const;
    let problem: unknown = null;
    try {
      const model = buildNetwork(network, { ...START, inputShape });
      requireFit(model, network, { inputShape, numClasses: 10 });
      model.dispose();
    } catch (error) {
      problem = error;
    }
    if (problem === null) continue;
    expect(problem).toMatchObject({
      code: 'E_SHAPE',
      message: expect.stringMatching(/give a larger --image-size$/) as string,
    });
  }
});
