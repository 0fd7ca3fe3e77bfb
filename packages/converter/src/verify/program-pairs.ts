// The C program against the golden vectors and the reference, with its best kernels and with the portable ones.
import { findHostProgram } from '@bitplane/cli';
import { numElements } from '@bitplane/model';
import { describeDifference, firstOtherBits } from './differences';
import { Comparison, skippedPair, type PairReport } from './pair';
import { checkGolden, runOnImages, type Kernels } from './program';
import type { ReferenceLogits } from './reference';
import type { Subject } from './subject';

const KERNELS: readonly Kernels[] = ['best', 'portable'];
const NOT_BUILT = 'no program: build it with npx nx run runtime-c:build, or name one in BITPLANE_PROGRAM';

const goldenPair = (kernels: Kernels): string => `C program, ${kernels} kernels = golden vectors`;
const logitsPair = (kernels: Kernels): string => `C program, ${kernels} kernels: logits = reference`;

/** Two pairs for each choice of kernels; one that is skipped, with the reason, where no program was built. */
export function compareProgram(subject: Subject, references: readonly ReferenceLogits[]): PairReport[] {
  const program = findHostProgram();
  if (program === null) return [skippedPair('C program = golden vectors and reference', NOT_BUILT)];
  const reports: PairReport[] = [];
  for (const kernels of KERNELS) {
    reports.push(compareWithGolden(subject, program, kernels));
    reports.push(compareLogits({ subject, references }, program, kernels));
  }
  return reports;
}

/**
 * `bitplane verify`: every tensor that the program hands out, every bit. It reads the whole file, whatever the limit.
 */
function compareWithGolden(subject: Subject, program: string, kernels: Kernels): PairReport {
  const { golden, modelFile, goldenFile } = subject;
  const { images, tensors, difference } = checkGolden(program, { model: modelFile, golden: goldenFile }, kernels);
  const valuesOfImage = golden.tensors.slice(1).reduce((sum, type) => sum + numElements(type), 0);
  return {
    ...{ pair: goldenPair(kernels), images, tensors, values: images * valuesOfImage, skipped: null },
    difference: difference && describeDifference(difference),
  };
}

interface Compared {
  readonly subject: Subject;
  readonly references: readonly ReferenceLogits[];
}

/**
 * `bitplane run`: the logits of all images, every bit. They are printed with nine digits, which name one float32 each.
 */
function compareLogits({ subject, references }: Compared, program: string, kernels: Kernels): PairReport {
  const comparison = new Comparison(logitsPair(kernels));
  const outputs = runOnImages(program, subject.modelFile, subject.images, kernels);
  for (const [image, { logits }] of references.entries()) {
    const got = outputs[image] ?? [];
    const index = firstOtherBits(logits, got);
    if (index >= 0) {
      const layer = subject.model.layers.at(-1)!.name;
      return comparison.report(describeDifference({ image, layer, index, expected: logits[index], got: got[index] }));
    }
    comparison.addImage();
    comparison.addTensor(logits.length);
  }
  return comparison.report(null);
}
