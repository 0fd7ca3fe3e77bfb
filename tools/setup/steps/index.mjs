// Every step of the set-up: { name, gives, costOfMissing, needs: steps that must be done before run, isDone(), fetch(options)?, run(options) }.
// fetch only downloads, beside other steps; run may return a line to show. Both may be repeated at any time.
import { checkMachine } from './check-machine.mjs';
import { cifar10 } from './cifar10.mjs';
import { clangFormat } from './clang-format.mjs';
import { npmPackages } from './npm-packages.mjs';
import { runtime } from './runtime.mjs';
import { tensorflow } from './tensorflow.mjs';
import { zig } from './zig.mjs';

export const STEPS = [checkMachine, npmPackages, tensorflow, cifar10, zig, clangFormat, runtime];
