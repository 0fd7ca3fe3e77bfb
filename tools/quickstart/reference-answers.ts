// The reference interpreter on real images: the definition of a right answer.
import { readFileSync } from 'node:fs';
import { readCifar10Images } from '@bitplane/converter';
import { readModel, run } from '@bitplane/model';

/** A label, then a plane each of red, green and blue. */
const RECORD_NBYTES = 1 + 3 * 32 * 32;

/** Right answers of the interpreter for the first `count` records of a CIFAR-10 file. */
export function countReferenceAnswers(
  modelFile: string,
  imagesFile: string,
  count: number,
): { images: number; correct: number } {
  const model = readModel(readFileSync(modelFile), modelFile);
  const labels = readFileSync(imagesFile);
  const answers = readCifar10Images(imagesFile, model.input, count).map((image) => {
    const { data } = run(model, image);
    return data.indexOf(Math.max(...data));
  });
  const correct = answers.filter((answer, i) => answer === labels[i * RECORD_NBYTES]).length;
  return { images: answers.length, correct };
}
