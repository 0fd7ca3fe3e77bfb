// Counts by valgrind's callgrind, for the machine's own instruction set.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countedProgram } from './places.mjs';
import { run } from './processes.mjs';

/** One call of a layer: { kernel, products, instructions, outside }. target: see targets.mjs. */
export function countByCallgrind(target, layer) {
  const scratch = mkdtempSync(join(tmpdir(), 'bitplane-count-'));
  try {
    const report = join(scratch, 'callgrind.out');
    const options = ['--tool=callgrind', '--toggle-collect=counted_call', '--dump-instr=yes', '--compress-pos=no'];
    const program = [countedProgram(target.preset), '--layer', layer];
    const { stdout } = run('valgrind', [...options, `--callgrind-out-file=${report}`, ...program], {
      env: { BITPLANE_CPU: target.mask },
    });
    const { kernel, products, low, high } = JSON.parse(stdout);
    const { inside, outside } = splitByAddress(readFileSync(report, 'utf8'), { low, high });
    return { kernel, products, instructions: inside, outside };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/**
 * Instructions executed inside [low, high) and outside. report: callgrind's format, its positions uncompressed
 * addresses.
 */
export function splitByAddress(report, { low, high }) {
  const counts = { inside: 0, outside: 0 };
  let isCallee = false;
  for (const line of report.split('\n')) {
    const [, address, cost] = /^(0x[0-9a-f]+) \d+ (\d+)$/.exec(line) ?? [];
    if (address !== undefined && !isCallee) {
      counts[Number(address) >= low && Number(address) < high ? 'inside' : 'outside'] += Number(cost);
    }
    // The line after calls= is what the callee cost, which is listed at its own addresses too.
    isCallee = line.startsWith('calls=');
  }
  return counts;
}
