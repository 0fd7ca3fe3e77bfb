// The reference interpreter on real images: the definition of a right answer.
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readCifar10Images } from '@bitplane/converter';
import { readModel, run } from '@bitplane/model';
import { throwIfEnded } from './ended';

/** A label, then a plane each of red, green and blue. */
const RECORD_NBYTES = 1 + 3 * 32 * 32;

interface Question {
  /** A .bpm file. */
  readonly model: string;
  /** A CIFAR-10 file, of which the first `count` records are asked. */
  readonly images: string;
  readonly count: number;
}

/** Right answers of the interpreter. Throws E_INTERRUPTED after the image at which the signal is aborted. */
export async function countReferenceAnswers(
  { model: modelFile, images, count }: Question,
  signal: AbortSignal,
): Promise<{ images: number; correct: number }> {
  const model = readModel(readFileSync(modelFile), modelFile);
  const labels = readFileSync(images);
  const answers: number[] = [];
  for (const image of readCifar10Images(images, model.input, count)) {
    const { data } = run(model, image);
    answers.push(data.indexOf(Math.max(...data)));
    // An image takes some 0.1 s: signals have their turn here.
    await nextTurn();
    throwIfEnded(signal);
  }
  const correct = answers.filter((answer, i) => answer === labels[i * RECORD_NBYTES]).length;
  return { images: answers.length, correct };
}
