import { casesOf } from './cases';

const ASKED = { networks: ['resnet-20'], ranks: [1, 2, 4], exchanges: ['full'], recipe: 'plus' };

test('ranks divide the batch of the recipe, then have one each; one process has a small one too', () => {
  expect(casesOf(ASKED).map(({ ranks, exchange, batchSize }) => [ranks, exchange, batchSize])).toEqual([
    [1, 'none', 64],
    [1, 'none', 8],
    [2, 'full', 64],
    [2, 'full', 128],
    [4, 'full', 64],
    [4, 'full', 256],
  ]);
});

test('with a batch per rank it grows with the ranks', () => {
  const cases = casesOf({ ...ASKED, ranks: [2, 4], exchanges: ['full', 'local'], perRankBatch: 32 });
  expect(cases.map(({ exchange, batchSize }) => [exchange, batchSize])).toEqual([
    ['none', 32],
    ['none', 4],
    ['full', 64],
    ['full', 128],
    ['local', 64],
    ['local', 128],
  ]);
});
