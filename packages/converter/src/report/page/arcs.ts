// The lines of a graph whose layers are one below the other: from each layer to those that read it.

/** One tensor: the image at row 0, then a layer per row. */
export interface GraphRow {
  /** Rows that it reads. */
  readonly reads: readonly number[];
  /** What its circle is drawn as. */
  readonly element: string;
}

export const ROW_HEIGHT = 46;
const LANE_WIDTH = 12;

interface Arc {
  readonly from: number;
  readonly to: number;
}

/** SVG: a circle per row, a straight line to a reader in the next row, an arc to the left to one further down. */
export function arcs(rows: readonly GraphRow[]): string {
  const all = rows.flatMap(({ reads }, to) => reads.map((from): Arc => ({ from, to })));
  const skips = all.filter(({ from, to }) => to - from > 1);
  const lanes = chooseLanes(skips);
  const numLanes = Math.max(0, ...lanes.values()) + (skips.length > 0 ? 1 : 0);
  const x = numLanes * LANE_WIDTH + 14;
  const y = (row: number): number => row * ROW_HEIGHT + ROW_HEIGHT / 2;
  const lines = all.map((arc) => {
    const lane = lanes.get(arc);
    if (lane === undefined) return `<path d="M${x} ${y(arc.from)}V${y(arc.to)}"/>`;
    const left = x - 10 - (lane + 1) * LANE_WIDTH;
    const [top, bottom] = [y(arc.from), y(arc.to)];
    return `<path class="skip" d="M${x} ${top}C${left} ${top} ${left} ${top} ${left} ${top + 20}V${bottom - 20}C${left} ${bottom} ${left} ${bottom} ${x} ${bottom}"/>`;
  });
  const circles = rows.map(({ element }, row) => `<circle class="${element}" cx="${x}" cy="${y(row)}" r="5"/>`);
  const [width, height] = [x + 8, rows.length * ROW_HEIGHT];
  return `<svg width="${width}" height="${height}" aria-hidden="true">${lines.join('')}${circles.join('')}</svg>`;
}

/** Arcs that overlap are in different lanes, short ones innermost. */
function chooseLanes(skips: readonly Arc[]): Map<Arc, number> {
  const lanes = new Map<Arc, number>();
  const byLength = [...skips].sort((a, b) => a.to - a.from - (b.to - b.from));
  for (const arc of byLength) {
    const overlapping = [...lanes].filter(([{ from, to }]) => from < arc.to && arc.from < to);
    const taken = new Set(overlapping.map(([, lane]) => lane));
    let lane = 0;
    while (taken.has(lane)) lane++;
    lanes.set(arc, lane);
  }
  return lanes;
}
