import { randomFor } from '@bitplane/model';
import { placeLabels, type Box } from './labels';

const AREA: Box = { left: 0, right: 800, top: 0, bottom: 400 };

test('a label stands at the right of its circle, or at the left where the area ends', () => {
  const point = { y: 100, radius: 6, width: 90, height: 14 };
  const [right, left] = placeLabels(
    [
      { x: 100, ...point },
      { x: 780, ...point },
    ],
    AREA,
  );
  expect(right).toEqual({ left: 110, right: 200, top: 93, bottom: 107 });
  expect(left).toEqual({ left: 680, right: 770, top: 93, bottom: 107 });
});

test('no label covers another one or a circle, even of circles on one spot', () => {
  const random = randomFor(3);
  const scattered = Array.from({ length: 14 }, () => ({ x: 40 + 700 * random(), y: 40 + 320 * random() }));
  const crowded = [0, 3, 8, 14].map((y) => ({ x: 120, y: 80 + y }));
  const points = [...scattered, ...crowded].map((place) => ({ ...place, radius: 8, width: 100, height: 14 }));
  const labels = placeLabels(points, AREA);
  const circles = points.map(({ x, y }) => ({ left: x - 8, right: x + 8, top: y - 8, bottom: y + 8 }));
  const overlaps = labels.flatMap((label, i) =>
    [...labels.slice(i + 1), ...circles].filter(
      (other) =>
        label.left < other.right && other.left < label.right && label.top < other.bottom && other.top < label.bottom,
    ),
  );
  expect(overlaps).toEqual([]);
});
