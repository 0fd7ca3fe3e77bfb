// Sets everything up with plain Node, then hands over to TypeScript, which needs what the set-up installs.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const args = process.argv.slice(2);
// A question for help needs no set-up that takes minutes; only the packages that answer it.
const setup = args.includes('--help') ? ['--only', 'npm-packages'] : [];

process.exitCode =
  (await run([join(here, '../setup/main.mjs'), ...setup])) ||
  (await run(['--require', 'tsx/cjs', join(here, 'main.ts'), ...args]));

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
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}
