// A bar in the terminal while something takes its time; nothing where no one looks.
import { SingleBar } from 'cli-progress';

export interface Progress {
  update(value: number): void;
  stop(): void;
}

export function startProgress(label: string, total: number, unit: string): Progress {
  const bar = new SingleBar({
    format: `${label} [{bar}] {percentage} % | {value} of {total} ${unit} | {eta_formatted} left`,
    clearOnComplete: true,
    stream: process.stderr,
  });
  bar.start(total, 0);
  return { update: (value) => bar.update(value), stop: () => bar.stop() };
}
