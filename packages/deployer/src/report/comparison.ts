// Reports side by side: the numbers that tables, pages and files show, computed once.
import type { Comparison, ComparisonLayer, ComparisonRow } from './comparison-row';
import { differenceOf, differencesOf, measuredBy } from './difference';
import { reportsOfEngines } from './engines';
import { notesOn } from './notes';
import type { Report } from './schema';

/**
 * The first report is of the baseline. Reports of one measurement, that is of the same label, host, engine, model file,
 * program, threads, kernels and source, become one row. Engines that a report has beside its own are rows as well.
 */
export function compareReports(reports: readonly [Report, ...Report[]]): Comparison {
  const groups = groupReports(reports.flatMap(reportsOfEngines) as [Report, ...Report[]]);
  const labels = uniqueLabels(groups.map((group) => newestOf(group)));
  const first = groups[0];
  const rows = groups.map((group, k) => rowOf(group, { baseline: k === 0 ? null : first, label: labels[k] }));
  const [baseline, ...others] = rows;
  return { rows: [baseline, ...others], notes: notesOn(rows) };
}

type Group = readonly [Report, ...Report[]];

function rowOf(reports: Group, { baseline, label }: { baseline: Group | null; label: string }): ComparisonRow {
  const report = newestOf(reports);
  const first = newestOf(baseline ?? reports);
  const isComparable = report.source === first.source && report.source !== 'emulated';
  const isOtherModel = report.model.name !== first.model.name;
  const own = measuredBy(reports.map(({ benchmark }) => benchmark.total));
  const against = measuredBy((baseline ?? reports).map(({ benchmark }) => benchmark.total));
  return {
    ...{ report, reports, label, isComparable },
    medianMs: own.ns / 1e6,
    p95Ms: measuredBy(reports.map(({ benchmark: { total } }) => ({ ...total, median_ns: total.p95_ns }))).ns / 1e6,
    ratio: own.ns / against.ns,
    difference: baseline === null || !isComparable ? null : differenceOf(against, own),
    layers: layersOf(reports, isComparable && !isOtherModel ? baseline : null),
    accuracy: report.accuracy === null ? null : (100 * report.accuracy.correct) / report.accuracy.images,
    kernels: kernelsOf(report),
    isOtherModel,
    isSpeed: report.source === 'board',
  };
}

/** Layers are the same where name and kind are. */
function layersOf(reports: Group, baseline: Group | null): ComparisonLayer[] {
  const layers = newestOf(reports).benchmark.layers.map(({ name, kind, kernel }) => ({
    ...{ name, kind, kernel },
    own: measuredBy(timesOfLayer(reports, { name, kind })),
    against: baseline === null ? [] : timesOfLayer(baseline, { name, kind }),
  }));
  const compared = layers.filter(({ against }) => against.length > 0);
  const differences = differencesOf(compared.map(({ own, against }) => [measuredBy(against), own]));
  return layers.map((layer) => ({
    ...{ name: layer.name, kind: layer.kind, kernel: layer.kernel, ns: layer.own.ns },
    difference: differences[compared.indexOf(layer)] ?? null,
  }));
}

const timesOfLayer = (reports: Group, { name, kind }: { name: string; kind: string }) =>
  reports.flatMap(({ benchmark }) => benchmark.layers.filter((layer) => layer.name === name && layer.kind === kind));

function groupReports(reports: readonly [Report, ...Report[]]): [Group, ...Group[]] {
  const groups = new Map<string, [Report, ...Report[]]>();
  for (const report of reports) {
    const group = groups.get(measurementOf(report));
    if (group === undefined) groups.set(measurementOf(report), [report]);
    else group.push(report);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => a.created.localeCompare(b.created))) as unknown as [
    Group,
    ...Group[],
  ];
}

/** Equal for reports that repeat each other. */
function measurementOf({ label, host, engine, source, board, program, model, benchmark }: Report): string {
  const { version, commit, dirty, compiler, flags } = program;
  const { threads, forced_cpu } = benchmark;
  return JSON.stringify([
    ...[label, host, engine, source, board.model, board.cpu, version, commit, dirty, compiler, flags],
    ...[model.sha256, threads, forced_cpu],
  ]);
}

const newestOf = (group: Group): Report => group.at(-1)!;

/** Labels, with the host, then the commit, then the time where two would be the same. */
function uniqueLabels(reports: readonly Report[]): string[] {
  const additions: readonly ((report: Report) => string | null)[] = [
    ({ host }) => host,
    ({ program: { commit } }) => commit?.slice(0, 7) ?? null,
    ({ created }) => created.slice(0, 19),
  ];
  let labels = reports.map(({ label }) => label);
  for (const add of additions) {
    const isDouble = labels.map((label) => labels.indexOf(label) !== labels.lastIndexOf(label));
    // What all of them have in common tells nothing apart.
    const helps = labels.map((label) => new Set(reports.filter((_, k) => labels[k] === label).map(add)).size > 1);
    labels = labels.map((label, k) => {
      const addition = add(reports[k]);
      return isDouble[k] && helps[k] && addition !== null ? `${label} · ${addition}` : label;
    });
  }
  return labels.map((label, k) =>
    labels.indexOf(label) === k
      ? label
      : `${label} · ${labels.slice(0, k + 1).filter((other) => other === label).length}`,
  );
}

/** A kernel's name ends in its instruction set, `bitplane_bgemm_4x8__neon`. */
function kernelsOf({ benchmark, engine, program }: Report): string {
  const sets = benchmark.layers.map(({ kernel }) => kernel.split('__').at(-1) as string).filter((set) => set !== '');
  return sets.length === 0 ? (program.flags ?? engine) : [...new Set(sets)].sort().join(', ');
}
