#!/usr/bin/env node
// Runs the command line straight from its TypeScript source: no build step, one process, true exit codes. The package
// has this file too, with what the source was compiled to.
try {
  require('tsx/cjs');
  require('../src/cli.ts');
} catch (error) {
  const reason =
    error.syscall === 'uv_cwd'
      ? 'the current folder is not there any more: go to another one'
      : `the npm packages cannot be loaded (${error.message.split('\n')[0]}): run "npm run setup" first`;
  process.stderr.write(`error (E_SETUP): ${reason}\n`);
  process.exit(1);
}
