#!/usr/bin/env node
// Runs the command line straight from its TypeScript source: no build step, one process, true exit codes.
try {
  require('tsx/cjs');
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND') throw error;
  process.stderr.write('error (E_SETUP): the npm packages are not installed: run "npm run setup" first\n');
  process.exit(1);
}
require('../src/cli.ts');
