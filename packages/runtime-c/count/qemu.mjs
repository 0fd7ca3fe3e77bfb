// Counts by QEMU's user mode and our plugin: exact, the same on every host.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { countedProgram, folder } from './places.mjs';
import { run } from './processes.mjs';

const plugin = join(folder, 'build/count/range_plugin.so');

/** Compiles the plugin for this machine and the interface of the QEMU that is installed. */
export function buildPlugin(qemu) {
  const major = Number(/version (\d+)/.exec(run(qemu, ['--version']).stdout)?.[1]);
  mkdirSync(join(folder, 'build/count'), { recursive: true });
  const version = major < 9 ? 1 : 2;
  const flags = ['-O2', '-shared', '-fPIC', '-fvisibility=hidden', `-DPLUGIN_API_VERSION=${version}`];
  run(process.env.CC ?? 'cc', [...flags, 'count/range_plugin.c', '-o', plugin]);
}

/**
 * One call of a layer: { kernel, products, instructions, outside, hottest: { address, executions } }. target: see
 * targets.mjs.
 */
export function countUnderQemu(target, layer) {
  const { qemu, cpu, preset } = target;
  const args = ['-cpu', cpu, countedProgram(preset), '--layer', layer];
  const { kernel, products, low, high, begin, end } = JSON.parse(run(qemu, args).stdout);
  const watched = [plugin, `low=${low}`, `high=${high}`, `begin=${begin}`, `end=${end}`].join(',');
  const { inside, outside, hottest } = JSON.parse(run(qemu, ['-plugin', watched, ...args]).stderr);
  return { kernel, products, instructions: inside, outside, hottest };
}
