// The operators that the network's output depends on.
import { BitplaneError } from '@bitplane/model';
import { shortName, type TfliteGraph, type TfliteOperator } from './graph';

/** Tensor → the operators that read it. */
export function readersOf({ operators }: TfliteGraph): ReadonlyMap<number, readonly TfliteOperator[]> {
  const readers = new Map<number, TfliteOperator[]>();
  for (const operator of operators) {
    for (const input of new Set(operator.inputs)) {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [operator]);
      else known.push(operator);
    }
  }
  return readers;
}

/**
 * In their order in the file, which is that of execution. Throws E_FILE for a tensor that two operators make, or that
 * one reads before it is made: so there are no cycles.
 */
export function operatorsOf(file: string, graph: TfliteGraph, output: number): TfliteOperator[] {
  const fail = (operator: TfliteOperator, tensor: number, got: string): never => {
    throw new BitplaneError(
      'E_FILE',
      `${file}: operator ${operator.index} (${operator.kind}): expected tensor ${tensor} '${shortName(graph, tensor)}' ${got}; convert it again`,
    );
  };
  const needed = new Set([output]);
  const kept = graph.operators.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((made) => needed.has(made))) return false;
    for (const read of inputs) needed.add(read);
    return true;
  });
  const made = new Set(graph.inputs);
  for (const operator of kept.reverse()) {
    const { inputs, outputs } = operator;
    if (outputs.length !== 1) fail(operator, outputs[0] ?? 0, `as its only output, got ${outputs.length} outputs`);
    const early = inputs.find((read) => read >= 0 && graph.tensors[read].data === null && !made.has(read));
    if (early !== undefined) fail(operator, early, 'to be made before it is read, got one that is not');
    if (made.has(outputs[0])) fail(operator, outputs[0], 'to be made once, got one that is made again');
    made.add(outputs[0]);
  }
  return kept;
}

/** What moves no number, or makes floats of bytes. */
const STILL: readonly string[] = ['RESHAPE', 'SQUEEZE', 'EXPAND_DIMS', 'DEQUANTIZE', 'QUANTIZE'];

/** Whether nothing but such operators comes between this one and the output. */
export function isAtEnd({ outputs }: TfliteOperator, output: number, readers: ReturnType<typeof readersOf>): boolean {
  for (let made = outputs[0]; ;) {
    if (made === output) return true;
    const [reader, ...others] = readers.get(made) ?? [];
    if (reader === undefined || others.length > 0 || !STILL.includes(reader.kind)) return false;
    made = reader.outputs[0];
  }
}

/** The operator that makes the output, but for such operators after it. */
export function lastOperator({ operators, outputs: [output] }: TfliteGraph): TfliteOperator | undefined {
  const maker = (tensor: number): TfliteOperator | undefined =>
    operators.findLast(({ outputs }) => outputs.includes(tensor));
  let last = maker(output);
  // Each comes before the one that reads it, so this ends.
  while (last !== undefined && STILL.includes(last.kind)) {
    const before = maker(last.inputs[0]);
    if (before === undefined || before.index >= last.index) return last;
    last = before;
  }
  return last;
}
