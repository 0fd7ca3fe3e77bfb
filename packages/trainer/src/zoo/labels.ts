// Labels beside circles, so that none covers another one or a circle.
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Labelled {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Of the label. */
  readonly width: number;
  readonly height: number;
}

const GAP = 4;
/** How far a label may move up or down from beside its circle, in steps. */
const STEP = 4;
const MAX_STEPS = 20;
/** Steps after which a label is no longer seen to belong to the circle beside it. */
const NEAR_STEPS = 3;

/** The box of each label: the nearest free place within `area`, or the first choice where none is free. */
export function placeLabels(points: readonly Labelled[], area: Box): Box[] {
  const circles = points.map(({ x, y, radius }): Box => ({
    ...{ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius },
  }));
  const placed: Box[] = [];
  for (const point of points) {
    const choices = choicesFor(point);
    const isFree = (box: Box): boolean => isWithin(box, area) && ![...circles, ...placed].some((b) => meet(box, b));
    placed.push(choices.find(isFree) ?? choices[0]);
  }
  return placed;
}

/** Right and left, a little up or down too; above and below; then right and left further up and down. */
function choicesFor({ x, y, radius, width, height }: Labelled): Box[] {
  const at = (left: number, middle: number): Box => ({
    ...{ left, right: left + width, top: middle - height / 2, bottom: middle + height / 2 },
  });
  const [right, left, centre] = [x + radius + GAP, x - radius - GAP - width, x - width / 2];
  const beside = (step: number): Box[] =>
    [right, left].flatMap((side) => [at(side, y - STEP * step), at(side, y + STEP * step)]);
  const steps = Array.from({ length: MAX_STEPS }, (_, k) => k);
  const above = radius + GAP + height / 2;
  return [
    ...steps.slice(0, NEAR_STEPS).flatMap(beside),
    ...[at(centre, y - above), at(centre, y + above)],
    ...steps.slice(NEAR_STEPS).flatMap(beside),
  ];
}

const isWithin = (box: Box, area: Box): boolean =>
  box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom;

const meet = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
