#!/usr/bin/env node
// The process of one run of `bitplane-trainer sweep`.
require('tsx/cjs');
require('../src/sweep/run-program.ts');
