#!/usr/bin/env node
// A process of `bitplane-trainer bench-ranks`: alone, or one of those that mpirun starts.
require('tsx/cjs');
require('../src/bench/ranks/rank-program.ts');
