// How long the reference interpreter takes.
import Table from 'cli-table3';
import { randomImages, run, type Layer, type Model } from '@bitplane/model';

const SEED = 1;

/** Milliseconds of CPU time per image. */
export interface LayerTime {
  readonly layer: Layer;
  /** Of all images; the smallest is what the layer takes where nothing else disturbs it. */
  readonly median: number;
  readonly smallest: number;
}

export interface InterpreterTime {
  readonly layers: readonly LayerTime[];
  /** Of whole images, the collection of garbage included. */
  readonly mean: number;
  readonly smallest: number;
}

/** Runs random images, and as many before them that are not counted: V8 compiles loops once they have run often. */
export function benchInterpreter(model: Model, count: number): InterpreterTime {
  const images = randomImages(model, count, SEED);
  for (const image of images) run(model, image);
  const layerTimes = model.layers.map((): number[] => []);
  const imageTimes = images.map((image) => {
    const start = cpuMilliseconds();
    let [layer, last] = [0, start];
    run(model, image, () => {
      const now = cpuMilliseconds();
      layerTimes[layer++].push(now - last);
      last = now;
    });
    return cpuMilliseconds() - start;
  });
  return {
    layers: model.layers.map((layer, k) => ({ layer, ...orderStatistics(layerTimes[k]) })),
    mean: imageTimes.reduce((sum, time) => sum + time, 0) / count,
    smallest: Math.min(...imageTimes),
  };
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function orderStatistics(times: readonly number[]): { median: number; smallest: number } {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], smallest: sorted[0] };
}

const NUM_IMAGES = 10_000;

export function benchTable({ layers, mean, smallest }: InterpreterTime): string {
  const table = new Table({
    head: ['layer', 'kind', 'median, ms', 'smallest, ms'],
    colAligns: ['left', 'left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { layer, ...time } of layers)
    table.push([layer.name, layer.kind, time.median.toFixed(3), time.smallest.toFixed(3)]);
  const whole = `an image: ${mean.toFixed(2)} ms of CPU time on average, ${smallest.toFixed(2)} at best`;
  return `${table.toString()}\n${whole}; ${NUM_IMAGES} images: ${((NUM_IMAGES * mean) / 1000).toFixed(0)} s`;
}
