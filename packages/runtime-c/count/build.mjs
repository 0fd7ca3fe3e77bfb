// Builds what is counted.
import { run } from './processes.mjs';
import { buildPlugin } from './qemu.mjs';

/** Builds the program of each preset once, and the plugin where a target needs it. */
export function buildFor(targets) {
  for (const preset of new Set(targets.map((target) => target.preset))) {
    run('cmake', ['-P', 'cmake/forget-moved-build.cmake']);
    run('cmake', ['--preset', preset]);
    run('cmake', ['--build', '--preset', preset, '--target', 'bitplane-count-layer']);
  }
  const emulated = targets.find(({ qemu }) => qemu !== undefined);
  if (emulated !== undefined) buildPlugin(emulated.qemu);
}

/** "gcc 12.2.0": counts of another compiler cannot be compared. */
export const compilerVersion = ({ compiler, versionOf }) =>
  versionOf?.() ?? `gcc ${run(compiler, ['-dumpfullversion', '-dumpversion']).stdout.trim()}`;
