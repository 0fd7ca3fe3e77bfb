import { didYouMean, nearestName } from './nearest';

const KNOWN = ['strides', 'kernel_size', 'padding', 'pad_value'];

test.each([
  ['stride', 'strides'],
  ['kernelSize', 'kernel_size'],
  ['KERNEL-SIZE', 'kernel_size'],
  ['pading', 'padding'],
  ['padValue', 'pad_value'],
])('%s is nearest to %s', (name, nearest) => {
  expect(nearestName(name, KNOWN)).toBe(nearest);
});

test.each(['wings', 'x', '', 'strides'])('nothing is suggested for "%s"', (name) => {
  expect(nearestName(name, KNOWN)).toBeNull();
  expect(didYouMean(name, KNOWN)).toBe('');
});

test('a name of another thing is not suggested', () => {
  expect(nearestName('globalAvgPool2d', ['globalMaxPool2d'])).toBeNull();
});

test('nothing is nearest where nothing is known', () => {
  expect(nearestName('stride', [])).toBeNull();
});

test('the suggestion is the end of a message', () => {
  expect(didYouMean('stride', KNOWN)).toBe(', did you mean "strides"?');
});
