#!/usr/bin/env node
// Runs the command line straight from its TypeScript source: no build step, one process, true exit codes.
require('tsx/cjs');
require('../src/cli.ts');
