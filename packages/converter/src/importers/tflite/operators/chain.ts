// Several layers in a row for one operator.
import type { Layer } from '@bitplane/model';
import type { OperatorSource } from '../operator-source';

/** A layer between a name and what it reads. */
export type Step = (name: string, input: string) => Layer;

/**
 * The last one is called as the operator, the others after it. Returns the last one's name, or the input without any.
 */
export function chain(source: OperatorSource, input: string, steps: readonly Step[]): string {
  return steps.reduce((before, step, index) => {
    const isLast = index === steps.length - 1;
    return source.net.add(step(isLast ? source.name : `${source.name}/${index + 1}`, before));
  }, input);
}
