import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { tryCommand } from './command.mjs';
import { root } from './places.mjs';

const setup = (...args) => tryCommand(process.execPath, [join(root, 'tools/setup/main.mjs'), ...args]);

test('help names every step, a wrong option or step is told', async () => {
  const help = await setup('--help');
  assert.equal(help.exitCode, 0);
  for (const name of ['npm-packages', 'tensorflow', 'cifar10', 'zig', 'runtime']) assert.ok(help.stdout.includes(name));
  for (const args of [['--only', 'cuda'], ['--fast']]) {
    const { exitCode, stderr } = await setup(...args);
    assert.equal(exitCode, 2);
    assert.match(stderr, /see "npm run setup -- --help"/);
  }
});

test('a cache that is a file is said in one line', async () => {
  const env = { ...process.env, BITPLANE_CACHE: join(root, 'package.json') };
  const program = join(root, 'tools/setup/main.mjs');
  const { exitCode, stderr } = await tryCommand(process.execPath, [program, '--only', 'check-machine'], { env });
  assert.equal(exitCode, 1);
  assert.match(stderr, /^The set-up cannot use .*package\.json \(ENOTDIR: .*\): set BITPLANE_CACHE to a folder .*\n$/);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  test(`${signal} ends the programs that were started`, async () => {
    const program = `
      import { command } from './tools/setup/command.mjs';
      import { watchForInterruption } from './tools/setup/interruption.mjs';
      watchForInterruption();
      console.log('ready');
      await command('sleep', ['60']).catch((error) => console.log(error.message));`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { cwd: root });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk)).once('data', () => child.kill(signal));
    const [code] = await once(child, 'close');
    assert.equal(code, 0);
    assert.match(Buffer.concat(output).toString(), /"sleep 60 …" ended with exit code 130/);
  });
}
