// What a reader could use instead of a binary network of the zoo: its float32 twin, and that quantized to 8 bits.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readWhole, workspaceRoot, writeTogether } from '@bitplane/cli';
import { convert, exportModel } from '@bitplane/converter';
import { readCifar10, sliceImages, type Dataset } from '@bitplane/data';
import { describeThisMachine } from '@bitplane/deployer';
import { BitplaneError, inferTypes, type Model } from '@bitplane/model';
import { countCorrect } from './classify';
import { METHODS, quantize, type Method } from './quantize';
import { timeInTurn } from './time';

export interface AlternativesOptions {
  /** In the zoo. */
  readonly network: string;
  /** Folder of the finished run of its twin. */
  readonly run: string;
  /** Folder with CIFAR-10. */
  readonly data: string;
  /** Training images that choose the ranges of activations. */
  readonly calibration: number;
  /** As many others choose among onnxruntime's methods; they are training images too. */
  readonly choice: number;
  /** Of timing; 0: no times. */
  readonly rounds: number;
  readonly out: string;
  readonly print: (line: string) => void;
}

export interface Alternative {
  readonly what: string;
  readonly correct: number;
  readonly images: number;
  readonly nbytes: number;
  /** Multiply-adds of one image. */
  readonly macs: number;
  /** Of one image; null: not measured. */
  readonly nanoseconds: number | null;
}

/** What is read of a zoo network's card.json. */
interface Card {
  readonly file: string;
  readonly correct: number;
  readonly images: number;
  readonly weightBits: number;
  readonly bytes: { readonly file: number };
  readonly macs: { readonly binary: number; readonly integer: number };
}

/**
 * Exports the twin as ONNX, quantizes it, counts how often each is right about all test images, times them in turn with
 * the zoo's network, and writes export/model.onnx, int8.onnx, alternatives.json and alternatives.md. Throws E_LAYER for
 * a run that is no twin, and what convert, quantize and timeInTurn throw.
 */
export async function measureAlternatives(options: AlternativesOptions): Promise<readonly Alternative[]> {
  const { network, run, out, rounds, print } = options;
  const zoo = join(workspaceRoot(), 'zoo', network);
  const card = JSON.parse(readWhole(join(zoo, 'card.json')).toString()) as Card;
  const { model } = convert(run, { name: `${network}-float` });
  requireTwin(model, run);
  mkdirSync(out, { recursive: true });
  const exporting = { network: `${network}-float`, model: run, out: join(out, 'export'), only: ['onnx'] };
  exportModel({ ...exporting, goldenImages: 0, print: () => undefined });
  const float = join(out, 'export/model.onnx');
  const int8 = join(out, 'int8.onnx');
  const data = await readCifar10(options.data);
  const method = await quantizeBest(float, int8, data, options);
  print(`8 bits by onnxruntime's static quantization, ranges by ${method} of ${options.calibration} training images`);

  const files = [join(zoo, card.file), float, int8];
  const times = rounds === 0 ? files.map(() => null) : await timeInTurn(files, rounds);
  const macs = products(model);
  const { test } = data;
  const measured = async (what: string, k: number): Promise<Alternative> => ({
    ...{ what, correct: await countCorrect(files[k], test), images: test.count },
    ...{ nbytes: statSync(files[k]).size, macs, nanoseconds: times[k] },
  });
  const rows: Alternative[] = [
    {
      what: `${card.weightBits} bit, C runtime`,
      ...{ correct: card.correct, images: card.images, nbytes: card.bytes.file },
      ...{ macs: card.macs.binary + card.macs.integer, nanoseconds: times[0] },
    },
    await measured('float32, onnxruntime', 1),
    await measured('int8, onnxruntime', 2),
  ];
  writeResults(options, { data: { name: data.name, sha256: data.sha256 }, method, rows });
  print(alternativesTable(network, rows));
  return rows;
}

/** Keeps the file of the method that is right most often about training images that did not choose the ranges. */
async function quantizeBest(
  float: string,
  int8: string,
  { train }: Dataset,
  { calibration, choice, print }: AlternativesOptions,
): Promise<Method> {
  const ranges = sliceImages(train, 0, calibration);
  const others = sliceImages(train, calibration, calibration + choice);
  const correct = new Map<Method, number>();
  for (const method of METHODS) {
    quantize(float, ranges, method, int8);
    correct.set(method, await countCorrect(int8, others));
    print(`${method}: ${correct.get(method)} of ${others.count} training images`);
  }
  const best = METHODS.reduce((a, b) => (correct.get(b)! > correct.get(a)! ? b : a));
  quantize(float, ranges, best, int8);
  return best;
}

function requireTwin({ layers }: Model, run: string): void {
  const binary = layers.find(({ kind }) => kind === 'binary-conv2d');
  if (binary === undefined) return;
  throw new BitplaneError(
    'E_LAYER',
    `${run}: expected a network without signs, got the binary layer ${binary.name}: train it with --recipe float`,
  );
}

/** Multiply-adds of one image: every output of a convolution takes its filter's weights once. */
function products(model: Model): number {
  const types = inferTypes(model);
  return model.layers.reduce((sum, layer) => {
    if (!('weights' in layer) || !('filters' in layer)) return sum;
    const { height, width } = types.get(layer.name)!;
    return sum + height * width * (layer.weights as ArrayLike<number>).length;
  }, 0);
}

function writeResults(
  { network, calibration, choice, rounds, out }: AlternativesOptions,
  measured: { readonly data: object; readonly method: Method; readonly rows: readonly Alternative[] },
): void {
  const record = {
    schema: 'bitplane-alternatives/1',
    ...{ network, calibration, choice, rounds, created: new Date().toISOString() },
    ...{ machine: describeThisMachine(), ...measured },
  };
  writeTogether(
    new Map([
      [join(out, 'alternatives.json'), `${JSON.stringify(record, null, 2)}\n`],
      [join(out, 'alternatives.md'), `${alternativesTable(network, measured.rows)}\n`],
    ]),
  );
}

export const alternativesTable = (network: string, rows: readonly Alternative[]): string =>
  [
    `| ${network} | top-1 | file, kB | MMAC | one image, µs |`,
    '|---|---|---|---|---|',
    ...rows.map(({ what, correct, images, nbytes, macs, nanoseconds }) => {
      const time = nanoseconds === null ? '' : (nanoseconds / 1000).toFixed(0);
      const accuracy = `${((100 * correct) / images).toFixed(2)} %`;
      return `| ${what} | ${accuracy} | ${(nbytes / 1000).toFixed(1)} | ${(macs / 1e6).toFixed(2)} | ${time} |`;
    }),
  ].join('\n');
