// What a run remembers of its way: history.json.
import type { ActivationSigns } from './activations';
import type { SignState, WeightSigns } from './signs';

/** Sums over the images seen in a stretch of the run. */
export interface Meter {
  readonly loss: number;
  readonly correct: number;
  readonly images: number;
}

export const EMPTY_METER: Meter = { loss: 0, correct: 0, images: 0 };

/** Adds a batch, whose loss is a mean. */
export const addBatch = (meter: Meter, batch: Meter): Meter => ({
  loss: meter.loss + batch.loss * batch.images,
  correct: meter.correct + batch.correct,
  images: meter.images + batch.images,
});

export const meanLoss = ({ loss, images }: Meter): number => loss / images;

/** Accuracy, 0 … 1. */
export const accuracy = ({ correct, images }: Pick<Meter, 'correct' | 'images'>): number => correct / images;

/** A point of the curves: means over the steps since the point before. */
export interface HistoryPoint {
  /** Epochs done, with the share of the running one. */
  readonly epoch: number;
  readonly loss: number;
  /** On training batches, 0 … 1. */
  readonly accuracy: number;
  readonly learningRate: number;
}

/** A binary layer at the end of an epoch. */
export interface LayerSigns extends WeightSigns, ActivationSigns {
  readonly layer: string;
}

export interface HistoryEpoch {
  /** 1 for the first. */
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  /** On the held-out images; null when none are held out. */
  readonly validationAccuracy: number | null;
  readonly seconds: number;
  /** The binary layers, in their order. */
  readonly layers: readonly LayerSigns[];
}

export interface History {
  readonly schema: 'bitplane-history/1';
  readonly points: HistoryPoint[];
  readonly epochs: HistoryEpoch[];
}

/**
 * The position of a run: with the weights and the optimizer's slots, all that the loop needs to continue as if it had
 * never stopped.
 */
export interface Position {
  /** Epochs done. */
  epoch: number;
  /** Steps done in the running epoch. */
  stepInEpoch: number;
  /** Since the epoch began. */
  epochMeter: Meter;
  epochSeconds: number;
  /** Since the last point of the history. */
  pointMeter: Meter;
  /** Of the running epoch; null before the first step. */
  signs: SignState | null;
  readonly history: History;
}

export const startPosition = (): Position => ({
  epoch: 0,
  stepInEpoch: 0,
  epochMeter: EMPTY_METER,
  epochSeconds: 0,
  pointMeter: EMPTY_METER,
  signs: null,
  history: { schema: 'bitplane-history/1', points: [], epochs: [] },
});

/** The position of a run, in words. */
export const describePosition = ({ epoch, stepInEpoch }: Position): string =>
  stepInEpoch === 0 ? `epoch ${epoch}` : `step ${stepInEpoch} of epoch ${epoch + 1}`;
