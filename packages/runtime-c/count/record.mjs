// The committed counts, and what may not become of them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './places.mjs';

const path = join(folder, 'count/counts.json');

/** A count may grow by so much before it is a fault: what other code moves around in registers. */
export const TOLERANCE = 0.03;

const UPDATE = 'npx nx run runtime-c:count -- --update';

/** { schema, compilers: { target: version }, counts: { 'L4 aarch64': { kernel, instructions } } }. */
export const readRecord = () => JSON.parse(readFileSync(path, 'utf8'));

/** Writes the record with what was counted now; what was not counted stays. */
export function updateRecord(record, measured) {
  const counts = { ...record.counts };
  const compilers = { ...record.compilers };
  for (const { target, layer, compiler, kernel, instructions } of measured) {
    counts[`${layer} ${target}`] = { kernel, instructions };
    compilers[target] = compiler;
  }
  writeFileSync(path, `${JSON.stringify({ ...record, compilers, counts }, null, 2)}\n`);
}

/**
 * Compares what was counted with the record. measured: [{ target, layer, compiler, kernel, instructions }].
 * Returns { faults, remarks }, sentences. Counts of another compiler are not compared.
 */
export function compare(record, measured) {
  const faults = [];
  const remarks = [];
  for (const { target, layer, compiler, kernel, instructions } of measured) {
    const name = `${layer} ${target}`;
    const recorded = record.counts[name];
    if (recorded === undefined) {
      faults.push(`${name} is not in the record: ${UPDATE}`);
      continue;
    }
    if (record.compilers[target] !== compiler) {
      remarks.push(`${name} not compared: recorded with ${record.compilers[target]}, this is ${compiler}`);
      continue;
    }
    const growth = instructions / recorded.instructions - 1;
    const change = `${name}: ${recorded.instructions} instructions by ${recorded.kernel} → ${instructions} by ${kernel} (${(growth * 100).toFixed(1)} %)`;
    if (instructions > recorded.instructions * (1 + TOLERANCE))
      faults.push(`${change}; where that is meant: ${UPDATE}`);
    else if (instructions < recorded.instructions * (1 - TOLERANCE)) remarks.push(`${change}; record it: ${UPDATE}`);
  }
  return { faults, remarks };
}
