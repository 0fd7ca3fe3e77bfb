// The results of a sweep in the terminal.
import Table from 'cli-table3';
import type { ConfigurationResult } from './results';

/** No colours: they would end up in files and logs. No lines between rows. */
const STYLE = { head: [], border: [], compact: true };

/** A row per configuration, the best first; below it why some have failed. */
export function sweepTable(configurations: readonly ConfigurationResult[]): string {
  const paths = settingPaths(configurations);
  const hasSeeds = configurations.some(({ runs }) => runs.length > 1);
  const table = new Table({
    head: ['#', ...paths, 'epochs', 'held-out accuracy', ...(hasSeeds ? ['sd', 'range'] : []), 'state'],
    colAligns: [
      'right',
      ...paths.map(() => 'right' as const),
      'right',
      'right',
      ...(hasSeeds ? RIGHT_TWICE : []),
      'left',
    ],
    style: STYLE,
  });
  for (const { number, settings, state, totalEpochs, epochs, accuracy } of configurations) {
    const spread = [accuracy?.standardDeviation, accuracy].map((of) => (of == null ? '' : shownSpread(of)));
    table.push([
      String(number),
      ...paths.map((path) => settingText(settings[path])),
      totalEpochs === null ? '' : `${epochs}/${totalEpochs}`,
      accuracy === null ? '' : percent(accuracy.mean),
      ...(hasSeeds ? spread : []),
      STATES[state],
    ]);
  }
  const failed = configurations.flatMap(({ number, reason }) =>
    reason === null ? [] : [`#${number} failed: ${reason}`],
  );
  return [table.toString(), ...failed].join('\n');
}

const RIGHT_TWICE = ['right', 'right'] as const;

const STATES = { ahead: 'unfinished', finished: 'finished', stopped: 'stopped early', failed: 'failed' } as const;

export const stateText = ({ state }: Pick<ConfigurationResult, 'state'>): string => STATES[state];

/** Of all configurations, in the order of the SPEC. */
export const settingPaths = (configurations: readonly ConfigurationResult[]): string[] =>
  Object.keys(configurations.at(0)?.settings ?? {});

export const settingText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const shownSpread = (of: number | { min: number; max: number }): string =>
  typeof of === 'number' ? percent(of) : `${percent(of.min)} … ${percent(of.max)}`;
