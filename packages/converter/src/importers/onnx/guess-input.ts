// How bytes became the file's numbers, by its input quantizer: with the right formula the image uses the whole of its
// range.
import { imageTables } from '../input/image-tables';
import { NodeWalk } from './graph/node-walk';
import type { NodeSource } from './graph/node-source';
import type { Opened } from './opened';
import { codeElement } from './constants/quantize';
import { readBipolarQuant, readQuant, readQuantizeLinear, type NodeQuantizer } from './quantizers/read-quantizer';
import { uniformValue } from './values/constant';

/** In the order in which they are tried: what torchvision's ToTensor makes comes first. */
const FORMULAS: readonly string[] = ['u8/255', 'u8/127.5-1', 'u8/256', 'u8/128-1', 'u8', 'u8-128'];

/**
 * Null where the file has no quantizer before everything else that depends on the image, or none of the formulas fits.
 */
export function guessInput(opened: Opened): string | null {
  return FORMULAS.find((formula) => fits(opened, formula)) ?? null;
}

const READERS: Readonly<Record<string, (source: NodeSource) => NodeQuantizer>> = {
  Quant: readQuant,
  IntQuant: readQuant,
  BipolarQuant: readBipolarQuant,
  QuantizeLinear: (source) => readQuantizeLinear(source, source.activation(0).view.length, codeElement(source)),
};

function fits(opened: Opened, formula: string): boolean {
  const tables = imageTables({ input: formula }, opened.image.shape.channels);
  const walk = new NodeWalk({ ...opened, tables, note: () => {} });
  for (const [source, output] of walk.steps()) {
    const [input] = source.inputs;
    if (input?.type !== 'activation') continue;
    if (input.content.type === 'bytes' && Object.hasOwn(READERS, source.op))
      return usesWholeRange(input.content.tables, READERS[source.op](source));
    if (output.type === 'activation' && output.content.type !== 'bytes') return false;
  }
  return false;
}

/** Of a sign: from −1 to 1. */
function usesWholeRange(tables: readonly Float32Array[], { quantizer, scale }: NodeQuantizer): boolean {
  const step = uniformValue(scale);
  if (step === null) return false;
  const numbers = tables.flatMap((table) => [Math.min(...table), Math.max(...table)]);
  const [smallest, largest] = [Math.min(...numbers), Math.max(...numbers)];
  const { codes, zeroPoint } = quantizer;
  if (codes.length === 2) return Math.abs(smallest + 1) < CLOSE && Math.abs(largest - 1) < CLOSE;
  const isAt = (number: number, code: number): boolean => Math.abs(number / step + zeroPoint - code) <= 1 + CLOSE;
  return isAt(smallest, codes[0]) && isAt(largest, codes.at(-1)!);
}

const CLOSE = 1e-3;
