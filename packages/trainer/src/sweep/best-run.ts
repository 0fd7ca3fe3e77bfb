// The run that a sweep has chosen, and the commands that go on with it.
import { join } from 'node:path';
import { networkName } from '@bitplane/cli';
import type { BestRun, ConfigurationResult } from './results';
import { shellWords } from './shell-words';
import type { Sweep } from './sweep';

/** Of the best configuration that has come to its end the most accurate run; null: none has. */
export function chooseBest([first]: readonly ConfigurationResult[]): BestRun | null {
  if (first?.state !== 'finished') return null;
  const last = (k: number): number => first.runs[k].accuracies.at(-1) ?? -1;
  const k = first.runs.reduce((best, _, other) => (last(other) > last(best) ? other : best), 0);
  const { seed, folder } = first.runs[k];
  return { configuration: first.number, seed, folder };
}

/** Command lines by what they do. folder: of the sweep. */
export function commandsFor({ folder: run, seed }: BestRun, sweep: Sweep, folder: string): [string, string][] {
  const { network, data, imageSize, splitSeed, limit } = sweep.options;
  const images = Object.entries({ data, 'image-size': imageSize, 'split-seed': splitSeed });
  const options = images.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));
  const path = join(folder, run);
  const whole = join(folder, `${networkName(network)}-all-images`);
  const limited = limit === undefined ? [] : ['--limit', String(limit)];
  const command = (name: string, ...words: string[]): string =>
    shellWords(['npx', 'nx', 'run', `trainer:${name}`, '--network', network, ...words, ...options]);
  const recipe = ['--recipe', join(path, 'recipe.json'), '--seed', String(seed), ...limited];
  return [
    ['measure it on the test images', command('evaluate', '--model', path)],
    ['train it in full, on the held-out images too', command('train', ...recipe, '--out', whole)],
  ];
}
