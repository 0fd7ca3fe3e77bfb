// What was measured where, when and with what: a card for each report.
import { escapeHtml } from '@bitplane/cli';
import type { Comparison, ComparisonRow } from '../comparison-row';
import type { Benchmark, Conditions } from '../schema';
import { numCores } from '../quantities';

export const records = ({ rows }: Comparison): string => `<div class="records">${rows.map(record).join('\n')}</div>`;

function record({ report, label }: ComparisonRow): string {
  const { board, program, model, benchmark, verify } = report;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Measured', `${report.created.slice(0, 16).replace('T', ' ')} UTC on ${report.host}`],
    [
      'Board',
      `${board.stand_in ? 'this computer, instead of a board; ' : ''}${board.model === 'unknown' ? '' : `${board.model}, `}${board.cpu}, ${numCores(board.cores)}`,
    ],
    [
      'System',
      [board.architecture, board.libc, report.source === 'board' ? null : report.source]
        .filter((x) => x !== null)
        .join(', '),
    ],
    ['CPU features', board.features.join(' ') || null],
    ['State', state(report.conditions)],
    ['Program', `${report.engine} ${program.version}${program.compiler === null ? '' : `, ${program.compiler}`}`],
    ['Flags', program.flags],
    [
      'Commit',
      program.commit === null ? null : `${program.commit.slice(0, 12)}${program.dirty === true ? ' with changes' : ''}`,
    ],
    ['Model', `${model.name}, ${model.file}, SHA-256 ${model.sha256.slice(0, 12)}…`],
    [
      'Timing',
      `${benchmark.repeats} images, ${benchmark.threads === 1 ? 'one thread' : `${benchmark.threads} threads`}${benchmark.forced_cpu === null ? '' : `, BITPLANE_CPU=${benchmark.forced_cpu}`}`,
    ],
    ['Kernel choice', kernelChoice(benchmark.kernel_choice)],
    [
      'Verified',
      verify === null ? null : `${verify.tensors} tensors of ${verify.images} images, ${verify.mismatches} differ`,
    ],
  ];
  const lines = facts
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value as string)}</dd>`);
  return `<section><h3>${escapeHtml(label)}</h3><dl>${lines.join('')}</dl></section>`;
}

function state({ governor, temperature_c, load_average }: Conditions): string | null {
  const parts = [
    governor === null ? null : `governor ${governor}`,
    temperature_c.before === null ? null : `${temperature_c.before.toFixed(1)} °C`,
    load_average === null ? null : `load ${load_average.toFixed(2)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

function kernelChoice(choice: Benchmark['kernel_choice']): string | null {
  if (choice?.by !== 'measured') return choice?.by === 'cpu-part' ? 'by the part number of the core' : null;
  return `measured: ${choice.lookup_ns} ns by look-up, ${choice.count_ns} ns by counting`;
}
