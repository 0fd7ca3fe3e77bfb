// Every step of the set-up:
// - name, gives, costOfMissing: for people;
// - needs: names of the steps that must be done before run;
// - optional: the main path works without it; onlyForTests: `npm run setup` leaves it out unless asked;
// - isDone(); fetch(options, needs)?: only downloads, beside other steps, and may wait for needs, which resolves when
//   those are over; run(options): may return a line to show; both may be repeated;
// - alwaysRun: run even where it is done, because only the tool itself knows whether something has changed.
import { existsSync } from 'node:fs';
import { isInstalled, modulesFolder } from '../places.mjs';
import { checkMachine } from './check-machine.mjs';
import { cifar10 } from './cifar10.mjs';
import { clangFormat } from './clang-format.mjs';
import { deno } from './deno.mjs';
import { nativeOps } from './native-ops.mjs';
import { node24 } from './node-24.mjs';
import { npmPackages } from './npm-packages.mjs';
import { onnxruntimeWeb } from './onnxruntime-web.mjs';
import { openMpi5 } from './open-mpi-5.mjs';
import { pythonPackages } from './python-packages.mjs';
import { runtime } from './runtime.mjs';
import { tensorflow } from './tensorflow.mjs';
import { wasm } from './wasm.mjs';
import { zig } from './zig.mjs';

const inClone = [
  ...[checkMachine, npmPackages, tensorflow, nativeOps, cifar10, zig, clangFormat, node24, deno, openMpi5, runtime],
  ...[wasm, onnxruntimeWeb],
  ...pythonPackages,
];

/** Whether training is possible there. */
const hasTrainer = existsSync(modulesFolder('@bitplane/trainer'));
const ofInstalled = [checkMachine, zig, ...(hasTrainer ? [tensorflow, nativeOps, cifar10] : [])];

/** npm has installed packages already, and the deployer builds the runtime of its own package. */
export const STEPS = isInstalled ? ofInstalled : inClone;
