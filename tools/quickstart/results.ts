// The closing table, and under it one fact a line for scripts.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { readReport } from '@bitplane/deployer';
import type { Answers, QuickstartResults } from './quickstart';

const percent = ({ images, correct }: Answers): string => `${((100 * correct) / images).toFixed(2)} %`;
const kilobytes = (nbytes: number): string => `${(nbytes / 1000).toFixed(1)} kB`;
const fileSize = (...parts: string[]): number => statSync(join(...parts)).size;
const microseconds = (nanoseconds: number): string => `${(nanoseconds / 1000).toFixed(0)} µs`;

export function printResults(results: QuickstartResults): void {
  const { trainer, runtime, reference, trainFolder, exportFolder, reports, page } = results;
  const time = (file: string) => readReport(file).benchmark.total.median_ns;
  const best = time(reports.best);
  const row = (file: string) => [microseconds(time(file)), `${(time(file) / best).toFixed(1)} ×`];
  const modelSize = kilobytes(fileSize(exportFolder, 'model.bpm'));

  const table = new Table({
    head: ['', 'accuracy', 'correct', 'size', 'time per image', 'against 1 bit'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const right = ({ images, correct }: Answers) => `${correct} of ${images}`;
  table.push(
    [
      'trainer (TensorFlow.js, float32)',
      percent(trainer),
      right(trainer),
      kilobytes(fileSize(trainFolder, 'weights.bin')),
      '',
      '',
    ],
    ['C runtime, 1 bit, best kernels', percent(runtime), right(runtime), modelSize, ...row(reports.best)],
    ['C runtime, 1 bit, portable C', 'the same bits', '', modelSize, ...row(reports.portable)],
    [
      'onnxruntime-node, float32 twin',
      'timing only',
      '',
      kilobytes(fileSize(exportFolder, 'twin-float.onnx')),
      ...row(reports.float),
    ],
    [
      'onnxruntime-node, int8 twin',
      'timing only',
      '',
      kilobytes(fileSize(exportFolder, 'twin-int8.onnx')),
      ...row(reports.int8),
    ],
  );
  console.log(`\n${table.toString()}`);
  console.log(
    `One image per call, one thread. On the first ${reference.interpreter.images} test images the reference interpreter has ` +
      `${reference.interpreter.correct} correct answers, the C runtime ${reference.runtime.correct}.`,
  );
  console.log(weightsLine(exportFolder));
  console.log(`\naccuracy trainer: ${percent(trainer)}`);
  console.log(`accuracy runtime: ${percent(runtime)}`);
  console.log(`images: ${runtime.images}`);
  console.log(`report: ${reports.best}`);
  console.log(`page: ${page}`);
}

/** Weights and thresholds apart: the per-pixel thresholds of this network outweigh its binary weights. */
function weightsLine(exportFolder: string): string {
  const report = JSON.parse(readFileSync(join(exportFolder, 'report.json'), 'utf8')) as {
    readonly bytes: { readonly weights: number; readonly thresholds: number; readonly file: number };
  };
  const { weights, thresholds, file } = report.bytes;
  return `model.bpm: weights ${kilobytes(weights)}, thresholds ${kilobytes(thresholds)}, file ${kilobytes(file)}`;
}
