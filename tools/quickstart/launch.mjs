// Installs the npm packages with plain Node, then hands over to TypeScript, which needs them and runs the rest of the
// set-up: a wrong option or a question for help does not wait for downloads.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const setup = [join(here, '../setup/main.mjs'), '--only', 'check-machine,npm-packages'];
const quickstart = ['--require', 'tsx/cjs', join(here, 'cli.ts'), ...process.argv.slice(2)];

process.exitCode = (await run(setup)) || (await run(quickstart));

/** Runs Node with these arguments; resolves to the exit code. Signals are left to the child, which ends cleanly. */
function run(nodeArgs) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, nodeArgs, { stdio: 'inherit' });
    const forward = (signal) => {
      // A terminal has sent Ctrl-C to the whole group already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    process.on('SIGINT', forward).on('SIGTERM', forward);
    child.on('close', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 130 : 1));
    });
  });
}
