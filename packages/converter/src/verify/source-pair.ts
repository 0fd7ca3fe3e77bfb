// The trained network in its source's own runtime: layer by layer against the imported network, and its scores against
// the reference.
import type { Model, TensorOf } from '@bitplane/model';
import { importerNamed, importerOf, type NetworkOptions } from '../importers';
import type { ImportedNetwork, SourceRuntime } from '../importers/importer';
import { LayerRecords } from './layers/layer-records';
import type { LayerReport } from './layers/layer-record';
import { layersReport } from './layers/layers-report';
import { walkLayers, type OtherLayers, type Walked } from './layers/walk-layers';
import { Comparison, skippedPair, type PairReport } from './pair';
import type { Progress } from './progress';
import type { ReferenceLogits } from './reference';
import type { Subject } from './subject';

export interface Source {
  /** File or folder of the trained network. */
  readonly path: string;
  readonly options: NetworkOptions;
  /** What the importer made of it. */
  readonly imported: ImportedNetwork;
  /** For sources that run in Python; absent: python3, with what the set-up has installed. */
  readonly python?: string;
}

export interface Compared {
  readonly subject: Subject;
  readonly references: readonly ReferenceLogits[];
  /** The imported network as its source computes it. */
  readonly imported: Model;
  /** Of each image: what that makes of it. */
  readonly walked: readonly Walked[];
  /** Why the export's scores cannot be compared with the source's; null where they can. */
  readonly without: string | null;
  readonly progress: Progress;
}

/** One pair that is skipped, with the reason, where the source's runtime is missing. Throws E_PROGRAM if it fails. */
export async function compareSource(source: Source, compared: Compared): Promise<PairReport[]> {
  const { path, options, imported, python } = source;
  const { openRuntime } = options.format === undefined ? importerOf(path) : importerNamed(options.format);
  const runtime = await openRuntime(path, { options, imported, python });
  if (typeof runtime === 'string') return [skippedPair('source ≈ reference', runtime)];
  try {
    return [await compareLayers(runtime, compared), await compareScores(runtime, compared)];
  } finally {
    await runtime.close();
  }
}

/** For the golden images. */
async function compareLayers(runtime: SourceRuntime, compared: Compared): Promise<PairReport> {
  const { subject, imported: model, progress } = compared;
  const { goldenImages } = subject;
  const records = new LayerRecords(model);
  for (const [index, image] of goldenImages.entries()) {
    const place = { image: index, images: goldenImages.length, layers: model.layers.length };
    const onLayer = (layer: number): void => progress.at(`layers of ${runtime.name}`, { ...place, layer });
    onLayer(0);
    const { layers: others } = await runtime.compute(image, true);
    if (others.size > 0) walkLayers({ model, image, index, others, byteSteps: runtime.byteSteps, onLayer }, records);
  }
  return layersReport(`${runtime.name} ≈ imported network, layer by layer`, goldenImages.length, records.reports());
}

/**
 * The scores of all images, within the roundings since the last signs of both; and where they are not, whether a number
 * on a threshold, or within its rounding of one, explains that.
 */
async function compareScores(runtime: SourceRuntime, compared: Compared): Promise<PairReport> {
  const { subject, references, imported, walked, progress, without } = compared;
  const pair = `${runtime.name} on the source ≈ reference`;
  if (without !== null) return skippedPair(pair, without);
  const comparison = new Comparison(pair);
  const ties: number[] = [];
  let otherClasses = 0;
  for (const [index, { image, logits, error }] of references.entries()) {
    progress.at(`scores of ${runtime.name}`, { image: index, images: references.length });
    const { scores } = await runtime.compute(image, false);
    comparison.addImage();
    comparison.addTensor(scores.length);
    const expected = runtime.finish.apply(logits);
    const worst = worstOf(scores, expected);
    const bound = runtime.finish.error(walked[index].error + error, logits);
    if (scores.length === expected.length && Math.abs(scores[worst] - expected[worst]) <= bound) continue;
    const { layers } = await runtime.compute(image, true);
    const isTie = layers.size > 0 ? crosses(runtime, { imported, image, layers }) : walked[index].undecided > 0;
    if (!isTie) {
      const found = { image: index, layer: subject.model.layers.at(-1)!.name, index: worst };
      const shape = { height: 1, width: 1, channels: scores.length };
      return comparison.differsAt({ ...found, expected: scores[worst], got: expected[worst] }, shape);
    }
    ties.push(index);
    if (classOf(scores) !== classOf(expected)) otherClasses++;
  }
  return comparison.agrees({ note: tiesNote(ties, otherClasses) });
}

const tiesNote = (images: readonly number[], otherClasses: number): string | null =>
  images.length === 0
    ? null
    : `scores of ${images.length === 1 ? 'image' : 'images'} ${images.slice(0, 10).join(', ')}${images.length > 10 ? ' …' : ''} differ, ` +
      `${otherClasses} in the class: a number on a threshold, or within its rounding of one, is on the other side`;

interface Crossing {
  readonly imported: Model;
  readonly image: TensorOf<'uint8'>;
  readonly layers: OtherLayers;
}

/** Whether a sign or a byte of the source's is another one than ours, as it may be, and nothing is wrong. */
function crosses({ byteSteps }: SourceRuntime, { imported: model, image, layers: others }: Crossing): boolean {
  const records = new LayerRecords(model);
  walkLayers({ model, image, index: 0, others, byteSteps }, records);
  const reports = records.reports();
  const isOther = ({ kind, ties, crossed, equal, values }: LayerReport): boolean =>
    ties + crossed > 0 || (kind === 'quantize' && equal < values);
  return reports.every(({ wrong }) => wrong === null) && reports.some(isOther);
}

const classOf = (scores: ArrayLike<number>): number => Array.from(scores).indexOf(Math.max(...Array.from(scores)));

/** The index at which they are furthest apart; NaN is further than any. */
function worstOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [worst, largest] = [0, -1];
  for (let k = 0; k < a.length; k++) {
    const distance = Math.abs(a[k] - b[k]);
    if (distance <= largest) continue;
    [worst, largest] = [k, distance];
    if (Number.isNaN(distance)) break;
  }
  return worst;
}
