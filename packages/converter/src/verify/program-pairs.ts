// The C program against the golden vectors and the reference, on each machine, with its best kernels and with the
// portable ones.
import { BitplaneError, inferTypes, numElements } from '@bitplane/model';
import { firstOtherBits } from './differences';
import { MACHINES, machineNamed, type Launch, type Machine } from './machines';
import { Comparison, skippedPair, type PairReport } from './pair';
import { checkGolden, runOnImages, type Kernels } from './program';
import type { Progress } from './progress';
import type { ReferenceLogits } from './reference';
import type { Subject } from './subject';

interface ProgramOptions {
  readonly progress: Progress;
  /** Names of the machines; all where they are left out. */
  readonly architectures?: readonly string[];
}

const KERNELS: readonly Kernels[] = ['best', 'portable'];

/**
 * Two pairs for each choice of kernels on each machine; one that is skipped, with the reason, where the machine has no
 * program. Throws E_MISSING_FILE for one that was named and has no program.
 */
export function compareProgram(
  subject: Subject,
  references: readonly ReferenceLogits[],
  { progress, architectures }: ProgramOptions,
): PairReport[] {
  const machines = architectures?.map(machineNamed) ?? MACHINES;
  return machines.flatMap((machine) => {
    const launch = machine.find();
    if (typeof launch !== 'string') {
      const onStart = (what: string): void => progress.at(what, { image: 0, images: references.length });
      return comparePrograms({ subject, references }, { name: machine.name, launch }, onStart);
    }
    if (architectures === undefined)
      return [skippedPair(`${programOn(machine)} = golden vectors and reference`, launch)];
    throw new BitplaneError('E_MISSING_FILE', `--architectures ${machine.name}: ${launch}`);
  });
}

const programOn = ({ name }: Pick<Machine, 'name'>): string => (name === 'host' ? 'C program' : `C program on ${name}`);

interface Started {
  readonly name: string;
  readonly launch: Launch;
}

const comparePrograms = (compared: Compared, started: Started, onStart: (what: string) => void): PairReport[] =>
  KERNELS.flatMap((kernels) => {
    onStart(`${programOn(started)}, ${kernels} kernels`);
    return [compareWithGolden(compared.subject, started, kernels), compareLogits(compared, started, kernels)];
  });

/**
 * `bitplane verify`: every tensor that the program hands out, every bit. It reads the whole file, whatever the limit.
 */
function compareWithGolden(
  { model, golden, modelFile, goldenFile }: Subject,
  on: Started,
  kernels: Kernels,
): PairReport {
  const pair = `${programOn(on)}, ${kernels} kernels = golden vectors`;
  const files = { model: modelFile, golden: goldenFile };
  const { images, tensors, difference } = checkGolden(on.launch, files, kernels);
  const comparison = new Comparison(pair);
  const shape = difference && inferTypes(model).get(difference.layer);
  const report = difference && shape ? comparison.differsAt(difference, shape) : comparison.agrees();
  const valuesOfImage = golden.tensors.slice(1).reduce((sum, type) => sum + numElements(type), 0);
  return { ...report, images, tensors, values: images * valuesOfImage };
}

interface Compared {
  readonly subject: Subject;
  readonly references: readonly ReferenceLogits[];
}

/**
 * `bitplane run`: the logits of all images, every bit. They are printed with nine digits, which name one float32 each.
 */
function compareLogits({ subject, references }: Compared, on: Started, kernels: Kernels): PairReport {
  const comparison = new Comparison(`${programOn(on)}, ${kernels} kernels: logits = reference`);
  const outputs = runOnImages(on.launch, subject.modelFile, subject.images, kernels);
  for (const [image, { logits }] of references.entries()) {
    const got = outputs[image] ?? [];
    const index = firstOtherBits(logits, got);
    if (index >= 0) {
      const layer = subject.model.layers.at(-1)!.name;
      const found = { image, layer, index, expected: logits[index], got: got[index] };
      return comparison.differsAt(found, { height: 1, width: 1, channels: logits.length });
    }
    comparison.addImage();
    comparison.addTensor(logits.length);
  }
  return comparison.agrees();
}
