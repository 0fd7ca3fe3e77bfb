// Estimates of cycles by LLVM's machine models (no caches, no branch misses): the innermost loop that took most, as it
// was compiled.
import { countedProgram } from './places.mjs';
import { isThere, run } from './processes.mjs';

const MODELS = ['cortex-a53', 'cortex-a55', 'cortex-a72', 'neoverse-n1'];
const ITERATIONS = 100;
const X86_MODELS = ['icelake-server', 'sapphirerapids', 'znver4'];
/** Loops of AVX-512 kernels: the function, the instruction that counts, and its products. */
export const X86_LOOPS = [{ kernel: 'bitplane_bgemm_signs_4x64__avx512', counts: 'vpopcntw', products: 512 }];
/**
 * LLVM before 17 takes the A57's model for the A76 and its server twin, the Neoverse N1, and has no Sapphire Rapids and
 * no Zen 4.
 */
const MIN_VERSION = { 'neoverse-n1': 17, sapphirerapids: 17, znver4: 17 };

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
    const cycles = cyclesOf(program, ['-mtriple=aarch64-linux-gnu', `-mcpu=${model}`, '-mattr=+dotprod'], body);
    return { model, cycles: Math.round(cycles * hottest.executions), products };
  });
}

/** [{ model, cycles: of one round, products }] of a loop of X86_LOOPS, as `preset` compiled it. */
export function estimateX86Loop({ program, version }, { preset, objdump }, { kernel, counts, products }) {
  const { stdout } = run(objdump, ['-d', '-z', '--no-show-raw-insn', countedProgram(preset)]);
  const body = loopWithMost(functionNamed(stdout, kernel), counts);
  if (body === null) return [];
  const models = X86_MODELS.filter((model) => version >= (MIN_VERSION[model] ?? 0));
  const found = body.filter((text) => text.startsWith(counts)).length;
  return models.map((model) => ({
    model,
    cycles: cyclesOf(program, ['-mtriple=x86_64-linux-gnu', `-mcpu=${model}`, '-mattr=+avx512bitalg'], body),
    products: found * products,
  }));
}

function cyclesOf(program, machine, body) {
  const input = `loop:\n${body.join('\n')}\n`;
  const { stdout } = run(program, [...machine, `-iterations=${ITERATIONS}`], { input });
  return Number(/^Total Cycles:\s+(\d+)$/m.exec(stdout)?.[1]) / ITERATIONS;
}

function disassemble({ objdump, preset }) {
  const { stdout } = run(objdump, ['-d', '-z', '--no-show-raw-insn', '-j', 'bitplane_text', countedProgram(preset)]);
  return readInstructions(stdout.split('\n'));
}

function readInstructions(lines) {
  return lines
    .map((line) => /^\s*([0-9a-f]+):\t([^/;]*)/.exec(line))
    .filter((match) => match !== null)
    .map(([, address, text]) => ({ address: parseInt(address, 16), text: text.replace(/ # .*/, '').trim() }));
}

function functionNamed(text, name) {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.endsWith(`<${name}>:`));
  if (first < 0) return [];
  const length = lines.slice(first).findIndex((line) => line === '');
  return readInstructions(lines.slice(first, length < 0 ? undefined : first + length));
}

/**
 * The shortest run of instructions around `address` that ends in a branch back to its first; its branches go to "loop".
 */
export function innermostLoop(instructions, address) {
  const loops = loopsOf(instructions).filter(
    ({ first, last }) => instructions[first].address <= address && address <= instructions[last].address,
  );
  if (loops.length === 0) return null;
  return bodyOf(
    instructions,
    loops.reduce((a, b) => (b.last - b.first < a.last - a.first ? b : a)),
  );
}

/** Of the loops without a loop inside, that with the most instructions of a name; null where none has any. */
export function loopWithMost(instructions, name) {
  const loops = loopsOf(instructions);
  const contains = (a, b) => a !== b && a.first <= b.first && b.last <= a.last;
  const bodies = loops
    .filter((loop) => !loops.some((other) => contains(loop, other)))
    .map((loop) => bodyOf(instructions, loop));
  const count = (body) => body.filter((text) => text.startsWith(name)).length;
  const best = bodies.reduce((a, b) => (count(b) > count(a) ? b : a), []);
  return count(best) === 0 ? null : best;
}

const BRANCH = /^(?:b\.\w+|cbnz|cbz|tbnz|tbz|j\w+)\s.*?\b([0-9a-f]+) </;

function loopsOf(instructions) {
  return instructions.flatMap(({ address, text }, last) => {
    const target = parseInt(BRANCH.exec(text)?.[1] ?? '', 16);
    const first = target <= address ? instructions.findIndex((other) => other.address === target) : -1;
    return first < 0 ? [] : [{ first, last }];
  });
}

const bodyOf = (instructions, { first, last }) =>
  instructions.slice(first, last + 1).map(({ text }) => text.replace(/\b[0-9a-f]+ <.*>$/, 'loop'));
