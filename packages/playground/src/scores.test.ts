import { rank, softmax } from './scores';

test('softmax of scores, large ones too', () => {
  expect(softmax([0, Math.log(3)])).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)]);
  expect(softmax([1000, 1000])).toEqual([0.5, 0.5]);
  expect(softmax([-Infinity, 0])).toEqual([0, 1]);
});

test('the highest scores first, of equal ones the lower class; classes may lack a name', () => {
  expect(rank([1, 3, 3, 2], ['a', 'b'], 3).map(({ name, score }) => [name, score])).toEqual([
    ['b', 3],
    ['class 2', 3],
    ['class 3', 2],
  ]);
});
