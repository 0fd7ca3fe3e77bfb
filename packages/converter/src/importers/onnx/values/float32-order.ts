// The float32 numbers in their order, for finding where a function of one of them changes.

const view = new DataView(new ArrayBuffer(4));

/** Place 0 is +0; neighbours are neighbouring numbers, −0 the place before +0. */
function numberAt(place: number): number {
  const bits = place >= 0 ? place : 0x80000000 + (-place - 1);
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

const PLACE_OF_INFINITY = 0x7f800000;

/**
 * The smallest float32 for which the predicate holds, where it holds for all greater ones: −∞ where it holds for all,
 * +∞ where for none that is finite. 32 evaluations.
 */
export function smallestFloat32(predicate: (x: number) => boolean): number {
  if (predicate(-Infinity)) return -Infinity;
  let [fails, holds] = [-PLACE_OF_INFINITY - 1, PLACE_OF_INFINITY];
  while (holds - fails > 1) {
    const middle = Math.floor((fails + holds) / 2);
    if (predicate(numberAt(middle))) holds = middle;
    else fails = middle;
  }
  return numberAt(holds);
}

/** Of a finite one: the smallest float32 above it. */
export function nextFloat32(x: number): number {
  if (x === 0) return 2 ** -149;
  view.setFloat32(0, x);
  view.setUint32(0, view.getUint32(0) + (x > 0 ? 1 : -1));
  const next = view.getFloat32(0);
  return next > x ? next : nextFloat32(next);
}
