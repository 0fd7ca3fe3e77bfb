import { setNamed } from './set-names';

test.each([
  ['train', 'train'],
  ['Train', 'train'],
  ['TRAINING', 'train'],
  ['training_set', 'train'],
  ['seg_train', 'train'],
  ['asl-alphabet-train', 'train'],
  ['TrainImages', 'train'],
  ['train2017', 'train'],
  ['val', 'validation'],
  ['Valid', 'validation'],
  ['validation_data', 'validation'],
  ['val2017', 'validation'],
  ['test', 'test'],
  ['Testing', 'test'],
  ['test1', 'test'],
  ['test set', 'test'],
  ['eval', 'test'],
  ['trains', null],
  ['contest', null],
  ['valley', null],
  ['cats', null],
  ['train_test', null],
])('%s speaks of %s', (name, set) => {
  expect(setNamed(name)).toBe(set);
});
