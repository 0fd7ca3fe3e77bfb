// Estimates of cycles by LLVM's machine models (no caches, no branch misses): the innermost loop that took most, as it
// was compiled.
import { countedProgram } from './places.mjs';
import { isThere, run } from './processes.mjs';

const MODELS = ['cortex-a53', 'cortex-a55', 'cortex-a72', 'neoverse-n1'];
const ITERATIONS = 100;
/** LLVM before 17 takes the A57's model for the A76 and its server twin, the Neoverse N1. */
const MIN_VERSION = { 'neoverse-n1': 17 };

/** The newest llvm-mca of the usual names, as { program, version }, or null. */
export function findLlvmMca() {
  const programs = [22, 21, 20, 19, 18, 17, 16, 15, 14].map((version) => `llvm-mca-${version}`);
  const program = [...programs, 'llvm-mca'].find(isThere);
  if (program === undefined) return null;
  return { program, version: Number(/version (\d+)/.exec(run(program, ['--version']).stdout)?.[1]) };
}

/** [{ model, cycles: of the loop, in all its executions of one call, products }] of an aarch64 count. */
export function estimateCycles({ program, version }, target, { hottest, products }) {
  const body = innermostLoop(disassemble(target), hottest.address);
  if (body === null) return [];
  const models = MODELS.filter((model) => version >= (MIN_VERSION[model] ?? 0));
  return models.map((model) => {
    const args = ['-mtriple=aarch64-linux-gnu', `-mcpu=${model}`, `-iterations=${ITERATIONS}`, '-mattr=+dotprod'];
    const { stdout } = run(program, args, { input: `loop:\n${body.join('\n')}\n` });
    const cycles = Number(/^Total Cycles:\s+(\d+)$/m.exec(stdout)?.[1]) / ITERATIONS;
    return { model, cycles: Math.round(cycles * hottest.executions), products };
  });
}

function disassemble({ objdump, preset }) {
  const { stdout } = run(objdump, ['-d', '-z', '--no-show-raw-insn', '-j', 'bitplane_text', countedProgram(preset)]);
  return stdout
    .split('\n')
    .map((line) => /^\s*([0-9a-f]+):\t([^/;]*)/.exec(line))
    .filter((match) => match !== null)
    .map(([, address, text]) => ({ address: parseInt(address, 16), text: text.trim() }));
}

/**
 * The shortest run of instructions around `address` that ends in a branch back to its first; its branches go to "loop".
 */
export function innermostLoop(instructions, address) {
  const loops = instructions.flatMap(({ address: end, text }, last) => {
    const target = parseInt(/^(?:b\.\w+|cbnz|cbz|tbnz|tbz)\s.*?\b([0-9a-f]+) </.exec(text)?.[1] ?? '', 16);
    return target <= address && address <= end
      ? [{ first: instructions.findIndex((i) => i.address === target), last }]
      : [];
  });
  if (loops.length === 0) return null;
  const { first, last } = loops.reduce((a, b) => (b.last - b.first < a.last - a.first ? b : a));
  return instructions.slice(first, last + 1).map(({ text }) => text.replace(/\b[0-9a-f]+ <.*>$/, 'loop'));
}
