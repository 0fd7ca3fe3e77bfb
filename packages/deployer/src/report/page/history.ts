// One measurement over time: the same board, engine, network and label, report after report.
import { CHART_BASE, CHART_FONT, CHART_TEXT, seriesColor, type Chart } from '@bitplane/cli';
import type { Comparison } from '../comparison-row';
import type { Report } from '../schema';

/** Null where nothing was measured at two commits or times. */
export function historyChart({ rows }: Comparison): Chart | null {
  const reports = rows.flatMap((row) => row.reports).filter(({ source }) => source !== 'emulated');
  const lines = [...groups(reports)].filter(([, group]) => group.length > 1);
  if (lines.length === 0) return null;
  const times = [...new Set(lines.flatMap(([, group]) => group.map(({ created }) => created)))].sort();
  const names = times.map((time) => nameOf(reports.find(({ created }) => created === time)!));
  const series = lines.map(([name, group], k) => ({
    type: 'line',
    name,
    connectNulls: true,
    symbolSize: 8,
    itemStyle: { color: seriesColor(k) },
    data: times.map((time) => {
      const report = group.find(({ created }) => created === time);
      return report === undefined ? null : report.benchmark.total.median_ns / 1e6;
    }),
  }));
  const option = {
    ...CHART_BASE,
    grid: { left: 8, right: 24, top: 16, bottom: 40, containLabel: true },
    legend: { bottom: 0, left: 0, textStyle: CHART_TEXT, type: 'scroll' },
    tooltip: { ...CHART_BASE.tooltip, trigger: 'axis' },
    xAxis: {
      type: 'category',
      data: names,
      axisLabel: { ...CHART_FONT, color: 'var(--muted)', hideOverlap: true },
      axisLine: { lineStyle: { color: 'var(--line)' } },
    },
    yAxis: {
      type: 'value',
      scale: true,
      name: 'ms',
      nameTextStyle: { color: 'var(--muted)' },
      axisLabel: { ...CHART_FONT, color: 'var(--muted)' },
      splitLine: { lineStyle: { color: 'var(--line)' } },
    },
    series,
  };
  return {
    id: 'chart-history',
    title: 'History',
    caption: 'Median time per image of each report, by commit, in the order in which they were made. ms.',
    height: 300,
    option,
  };
}

function groups(reports: readonly Report[]): Map<string, Report[]> {
  const found = new Map<string, Report[]>();
  for (const report of reports) {
    const { label, host, engine, model, benchmark } = report;
    const threads = benchmark.threads === 1 ? '' : `, ${benchmark.threads} threads`;
    const name = `${label}, ${model.name} on ${host}${threads} (${engine})`;
    found.set(name, [...(found.get(name) ?? []), report]);
  }
  return found;
}

const nameOf = ({ created, program }: Report): string =>
  program.commit === null ? created.slice(0, 10) : program.commit.slice(0, 7);
