// `npx nx run runtime-c:count`: instructions of one call of a layer, and what became of them since the record.
import { parseArgs } from 'node:util';
import { buildFor, compilerVersion } from './build.mjs';
import { estimateCycles, estimateX86Loop, findLlvmMca, X86_LOOPS } from './llvm-mca.mjs';
import { CountError } from './processes.mjs';
import { compare, readRecord, TOLERANCE, updateRecord } from './record.mjs';
import { LAYERS, TARGETS } from './targets.mjs';

const HELP = `Usage: npx nx run runtime-c:count -- [options]

Counts the instructions that one call of a layer executes: bits in, bits out, one threshold per filter, all library code included.
It counts under QEMU for ARM and RISC-V and under valgrind for x86, so the counts are exact on a busy machine too. llvm-mca's cycle estimates follow.

Options:
  --only <targets>   only these, separated by commas: ${TARGETS.map(({ name }) => name).join(', ')}
  --layers <layers>  only these: ${LAYERS.join(', ')}
  --check            no estimates; fail if a count is more than ${TOLERANCE * 100} % above the record
  --update           write the counts into the record, packages/runtime-c/count/counts.json
  --help             this text
`;

process.exitCode = main();

function main() {
  try {
    const options = readOptions();
    if (options.help) {
      process.stdout.write(HELP);
      return 0;
    }
    return count(options);
  } catch (error) {
    if (!(error instanceof CountError)) throw error;
    console.error(`count: ${error.message}`);
    return 1;
  }
}

function readOptions() {
  const text = { type: 'string' };
  const flag = { type: 'boolean' };
  const options = { only: text, layers: text, check: flag, update: flag, help: flag };
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    throw new CountError(`${error.message}: see --help`, { cause: error });
  }
  return {
    ...values,
    targets: pick(
      TARGETS.map(({ name }) => name),
      values.only,
    ),
    layers: pick(LAYERS, values.layers),
  };
}

function pick(all, list) {
  const wanted = list?.split(',') ?? all;
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new CountError(`expected ${all.join(', ')}, got "${unknown}"`);
  return wanted;
}

function count({ targets, layers, check, update }) {
  const wanted = TARGETS.filter(({ name }) => targets.includes(name));
  const lacking = wanted.map((target) => ({ target, reason: target.lacks() })).filter(({ reason }) => reason !== '');
  const present = wanted.filter((target) => !lacking.some((other) => other.target === target));
  buildFor(present);
  const measured = present.flatMap((target) => countTarget(target, layers));
  if (!check) printEstimates(measured, present);
  for (const { target, reason } of lacking) console.log(`${target.name} skipped: ${reason}`);

  const record = readRecord();
  if (update) updateRecord(record, measured);
  const { faults, remarks } = compare(update ? readRecord() : record, measured);
  for (const line of [...faults, ...remarks]) console.log(line);
  return check && faults.length > 0 ? 1 : 0;
}

function countTarget(target, layers) {
  const compiler = compilerVersion(target);
  return layers.map((layer) => {
    const result = target.count(target, layer);
    console.log(
      `${layer} ${target.name}: ${result.instructions}  (${result.kernel}; the C library took ${result.outside} more)`,
    );
    return { ...result, target: target.name, layer, compiler, machine: target };
  });
}

function printEstimates(measured, targets) {
  const counted = measured.filter(({ target }) => target.startsWith('aarch64'));
  const x86 = targets.find(({ preset }) => preset === 'host');
  if (counted.length === 0 && x86 === undefined) return;
  const mca = findLlvmMca();
  if (mca === null) {
    console.log('no estimates of cycles: llvm-mca is missing (apt-get install llvm-19)');
    return;
  }
  console.log(`estimates of the innermost loop by llvm-mca ${mca.version}, products per cycle in brackets:`);
  for (const result of counted) {
    printLine(`${result.layer} ${result.target}`, estimateCycles(mca, result.machine, result));
  }
  for (const loop of x86 === undefined ? [] : X86_LOOPS) {
    printLine(`${loop.kernel}, one round`, estimateX86Loop(mca, x86, loop));
  }
}

function printLine(name, estimates) {
  const texts = estimates.map(
    ({ model, cycles, products }) => `${model} ${cycles} cycles (${(products / cycles).toFixed(0)})`,
  );
  console.log(`  ${name}: ${texts.join(', ')}`);
}
