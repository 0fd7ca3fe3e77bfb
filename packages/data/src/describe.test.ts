import { describeDataset } from './describe';
import type { Dataset, LabelledImages } from './dataset';
import { imagesInMemory } from './images';

const images = (count: number): LabelledImages =>
  imagesInMemory({
    ...{ count, height: 1, width: 1, channels: 1 },
    ...{ pixels: new Uint8Array(count), labels: new Uint8Array(count) },
  });
const DATA: Dataset = {
  ...{ name: 'pets', sha256: '', classes: ['cats', 'dogs'], splitSeed: null, leftOut: [], remarks: [] },
  ...{ train: images(12), validation: null, test: images(3) },
};
const describeIt = (changes: Partial<Dataset> = {}): string[] => describeDataset({ ...DATA, ...changes }, '/pets');

test('classes by name and images of each set', () => {
  expect(describeIt()).toEqual(['data: 2 classes (cats, dogs); 12 for training, 3 for testing']);
  expect(describeIt({ validation: images(4), splitSeed: 7 })[0]).toContain(
    '4 for validation, 3 for testing, drawn with split seed 7',
  );
});

test('many classes are shortened', () => {
  const classes = Array.from({ length: 100 }, (_, k) => `c${k}`);
  expect(describeIt({ classes })[0]).toContain('100 classes (c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, …, c99)');
});

test('what was left out is counted by reason in one line; remarks follow', () => {
  const hidden = [1, 2, 3, 4].map((k) => ({ path: `/pets/cats/.${k}`, reason: 'hidden' as const }));
  const leftOut = [...hidden, { path: '/pets/dogs/x.png', reason: 'damaged' as const }];
  expect(describeIt({ leftOut, remarks: ['Look.'] }).slice(1)).toEqual([
    'left out: hidden (4): cats/.1, cats/.2, cats/.3 and 1 more; damaged (1): dogs/x.png',
    'note: Look.',
  ]);
});
