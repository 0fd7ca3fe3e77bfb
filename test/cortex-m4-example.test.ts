// The firmware of packages/runtime-c/examples/cortex-m4, made and run by the lines of its README.
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { findProgram, skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { readModel, run, zeros } from '@bitplane/model';
import { runCommand } from './test-support/command-line';

const README = join(workspaceRoot(), 'packages/runtime-c/examples/cortex-m4/README.md');
const programs = ['arm-none-eabi-gcc', 'qemu-system-arm'];
const areThere = programs.every((name) => findProgram(name) !== null);

jest.setTimeout(300_000);

skipUnless(areThere, programs.join(' and '))('the firmware gives the scores of the reference interpreter', async () => {
  const folder = temporaryFolder();
  symlinkSync(workspaceRoot(), join(folder, 'bitplane'));
  const [, commands] = /```sh\n(.*?)```/s.exec(readFileSync(README, 'utf8'))!;
  const { exitCode, stderr } = await runCommand('sh', ['-e', '-c', commands], { cwd: folder });

  const model = readModel(readFileSync(join(folder, 'exported/model.bpm')), 'model.bpm');
  const image = zeros('uint8', model.input);
  // As main.c draws it.
  image.data.forEach((_, i) => (image.data[i] = (Math.floor((i * i) / 7) + i * 37) % 256));
  const scores = run(model, image).data as Float32Array;
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const expected = [...bits].map(String).concat(`class ${scores.indexOf(Math.max(...scores))}`);
  // The emulator prints what the firmware writes to its standard error.
  expect({ exitCode, printed: stderr.trim().split('\n') }).toEqual({ exitCode: 0, printed: expected });
});
