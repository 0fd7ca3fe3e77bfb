// Reports side by side: the numbers that the table and the page show, computed once.
import type { Report } from './schema';

export interface ComparisonRow {
  readonly report: Report;
  /** Unique within the comparison. */
  readonly label: string;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** This row's median time in multiples of the first row's. */
  readonly ratio: number;
  /** Accuracy in %; null if nobody counted. */
  readonly accuracy: number | null;
  /** The instruction sets of the kernels that ran, for example `avx2, portable`. */
  readonly kernels: string;
  /** Runs another network than the first row does. */
  readonly isOtherModel: boolean;
}

export interface Comparison {
  readonly rows: readonly ComparisonRow[];
  /** What a reader must know before believing the numbers. */
  readonly notes: readonly string[];
}

/** The first report is what the others are measured against. */
export function compareReports(reports: readonly [Report, ...Report[]]): Comparison {
  const [first] = reports;
  const labels = uniqueLabels(reports);
  const rows = reports.map((report, k) => ({
    report,
    label: labels[k],
    medianMs: report.benchmark.total.median_ns / 1e6,
    p95Ms: report.benchmark.total.p95_ns / 1e6,
    ratio: report.benchmark.total.median_ns / first.benchmark.total.median_ns,
    accuracy: report.accuracy === null ? null : (100 * report.accuracy.correct) / report.accuracy.images,
    kernels: kernelsOf(report),
    isOtherModel: report.model.name !== first.model.name,
  }));
  return { rows, notes: notesOn(rows) };
}

/** Labels, with the host and then the time where two would be the same. */
function uniqueLabels(reports: readonly Report[]): string[] {
  const isDouble = (labels: readonly string[], k: number) =>
    labels.indexOf(labels[k]) !== labels.lastIndexOf(labels[k]);
  const plain = reports.map(({ label }) => label);
  const withHost = reports.map(({ label, host }, k) => (isDouble(plain, k) ? `${label} · ${host}` : label));
  return withHost.map((label, k) => (isDouble(withHost, k) ? `${label} · ${reports[k].created.slice(0, 19)}` : label));
}

/** A kernel's name ends in its instruction set, `bitplane_bgemm_4x8__neon`. */
function kernelsOf({ benchmark, engine }: Report): string {
  const sets = benchmark.layers.map(({ kernel }) => kernel.split('__').at(-1) as string).filter((set) => set !== '');
  return sets.length === 0 ? engine : [...new Set(sets)].sort().join(', ');
}

function notesOn(rows: readonly ComparisonRow[]): string[] {
  const [first] = rows;
  const named = (chosen: readonly ComparisonRow[]) =>
    chosen.length === rows.length ? 'all rows' : chosen.map(({ label }) => `“${label}”`).join(', ');
  const distinct = (pick: (report: Report) => string | null) =>
    new Set(rows.map(({ report }) => pick(report)).filter((x) => x !== null));
  const notes: string[] = [];
  const note = (chosen: readonly ComparisonRow[], say: (names: string) => string) => {
    if (chosen.length > 0) notes.push(say(named(chosen)));
  };

  note(
    rows.filter(({ isOtherModel }) => isOtherModel),
    (names) => `${names} ran a different network than “${first.report.model.name}”: do not compare the times.`,
  );
  note(
    rows.filter(({ report }) => report.board.stand_in),
    (names) => `No board: ${names} ran on the computer itself, our own program reached through a built-in SSH server.`,
  );
  note(
    rows.filter(({ report }) => report.board.emulated),
    (names) => `Emulated: times of ${names} say nothing about real hardware.`,
  );
  note(
    rows.filter(({ report }) => (report.verify?.mismatches ?? 0) > 0),
    (names) => `Wrong results: ${names} differ from the golden vectors.`,
  );
  if (distinct(({ board }) => `${board.model} ${board.cpu}`).size > 1)
    notes.push('Not all rows come from the same kind of board.');
  if (distinct(({ program, engine }) => (engine === 'bitplane' ? program.commit : null)).size > 1)
    notes.push('Not all rows of our own program come from the same commit.');
  note(
    rows.filter(({ report }) => report.program.dirty === true),
    (names) => `Built from sources that differ from the commit: ${names}.`,
  );
  note(
    rows.filter(({ report: { board } }) => board.cores !== null && (board.load_average ?? 0) > board.cores / 2),
    (names) => `The board was busy while ${names} ran: times may be too long.`,
  );
  note(
    rows.filter(({ report: { board } }) => board.governor !== null && board.governor !== 'performance'),
    (names) => `The clock frequency could change (governor not “performance”) in ${names}.`,
  );
  return notes;
}
