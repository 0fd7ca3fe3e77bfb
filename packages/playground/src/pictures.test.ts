import { drawTiles, grey, rangeOf, type Colour } from './pictures';

const reds = ({ rgba }: { rgba: Uint8ClampedArray }): number[] =>
  [...rgba].filter((_, k) => k % 4 === 0).map((red, k) => (rgba[4 * k + 3] === 0 ? -1 : red));

test('tiles follow each other in rows, with a transparent pixel between them', () => {
  const colour = (tile: number, row: number, column: number): Colour => [100 * tile + 10 * row + column, 0, 0];
  const picture = drawTiles({ count: 3, perRow: 2, height: 1, width: 2, colour: (...place) => colour(...place) });
  expect([picture.width, picture.height]).toEqual([5, 3]);
  expect(reds(picture)).toEqual([...[0, 1, -1, 100, 101], ...[-1, -1, -1, -1, -1], ...[200, 201, -1, -1, -1]]);
});

test('tiles of one pixel have no gap', () => {
  const picture = drawTiles({ count: 4, height: 1, width: 1, colour: (tile) => [tile, 0, 0] });
  expect([picture.width, reds(picture)]).toEqual([2, [0, 1, 2, 3]]);
});

test('limits that nothing reaches and what is no number are not in the range', () => {
  expect(rangeOf([-(2 ** 31), -5, 7, 2 ** 31 - 1, Infinity, NaN])).toEqual({ min: -5, max: 7 });
  expect(rangeOf([])).toEqual({ min: 0, max: 0 });
  expect(grey(-(2 ** 31), { min: -5, max: 5 })[0]).toBe(0);
  expect(grey(0, { min: -5, max: 5 })[0]).toBe(127.5);
});
