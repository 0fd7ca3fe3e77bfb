import { errorCode, forward, tensor, values } from '../test-support/build';

const shuffle = (groups: number) => ({ kind: 'channel-shuffle', groups }) as const;
const pixel = (...x: number[]) => tensor('float32', [1, 1, x.length], x);

test('the channels of groups take turns, in each pixel by itself', () => {
  expect(values(forward(shuffle(2), pixel(0, 1, 2, 3, 4, 5)))).toEqual([0, 3, 1, 4, 2, 5]);
  expect(values(forward(shuffle(3), pixel(0, 1, 2, 3, 4, 5)))).toEqual([0, 2, 4, 1, 3, 5]);
  const two = tensor('float64', [1, 2, 4], [1, 2, 3, 4, -0, 5, 6, 7]);
  expect(values(forward(shuffle(2), two))).toEqual([1, 3, 2, 4, -0, 6, 5, 7]);
});

test.each([1, 5])('%i groups of 5 channels move nothing', (groups) => {
  expect(values(forward(shuffle(groups), pixel(1, 2, 3, 4, 5)))).toEqual([1, 2, 3, 4, 5]);
});

test.each(['bits', 'int32', 'float32', 'float64'] as const)('%s stay what they are', (element) => {
  const x = tensor(element, [2, 1, 4], [0, 1, 1, 0, 1, 1, 0, 0]);
  const y = forward(shuffle(2), x);
  expect([y.element, ...values(y)]).toEqual([element, 0, 1, 1, 0, 1, 0, 1, 0]);
});

test('shuffled by its groups and then by the channels of each, every channel is back in its place', () => {
  const x = tensor(
    'bits',
    [1, 1, 195],
    Array.from({ length: 195 }, (_, c) => Number(c % 7 < 3)),
  );
  expect(values(forward(shuffle(65), forward(shuffle(3), x)))).toEqual(values(x));
});

test.each([
  [shuffle(4), pixel(1, 2, 3, 4, 5, 6), 'groups: expected a divisor of 6 channels, got 4'],
  [shuffle(12), pixel(1, 2, 3, 4, 5, 6), 'groups: expected a divisor of 6 channels, got 12'],
  [shuffle(0), pixel(1, 2), 'groups: expected an integer of 1 or more, got 0'],
  [shuffle(1.5), pixel(1, 2, 3), 'groups: expected an integer of 1 or more, got 1.5'],
  [
    shuffle(1),
    tensor('uint8', [1, 1, 1], [0]),
    "input 'input': expected bits or int32 or float32 or float64, got uint8",
  ],
])('rejects what does not fit: %#', (attributes, input, message) => {
  const rejected = () => forward(attributes, input);
  expect(rejected).toThrow(`layer 'layer' (channel-shuffle): ${message}`);
  expect(errorCode(rejected)).toBe('E_LAYER');
});
