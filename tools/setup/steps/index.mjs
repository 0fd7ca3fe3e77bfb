// Every step of the set-up:
// - name, gives, costOfMissing: for people;
// - needs: names of the steps that must be done before run;
// - optional: the main path works without it; onlyForTests: `npm run setup` leaves it out unless asked;
// - isDone(); fetch(options, needs)?: only downloads, beside other steps, and may wait for needs, which resolves when
//   those are over; run(options): may return a line to show; both may be repeated;
// - alwaysRun: run even where it is done, because only the tool itself knows whether something has changed.
import { checkMachine } from './check-machine.mjs';
import { cifar10 } from './cifar10.mjs';
import { clangFormat } from './clang-format.mjs';
import { nativeOps } from './native-ops.mjs';
import { node24 } from './node-24.mjs';
import { npmPackages } from './npm-packages.mjs';
import { pythonPackages } from './python-packages.mjs';
import { runtime } from './runtime.mjs';
import { tensorflow } from './tensorflow.mjs';
import { zig } from './zig.mjs';

export const STEPS = [
  ...[checkMachine, npmPackages, tensorflow, nativeOps, cifar10, zig, clangFormat, node24, runtime],
  ...pythonPackages,
];
