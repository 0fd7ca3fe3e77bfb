// A run that is killed again and again, and one that is not: the same weights and optimizer slots, to the bit.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';

const KILLS = 3;
/** Some steps lie between two checkpoints, so that a kill loses some. */
const CHECKPOINT_EVERY_MINUTES = '0.003';

const TINY = `exports.default = ({ seed }, { tf, layers }) => {
  const kernelInitializer = () => tf.initializers.glorotUniform({ seed: seed++ });
  return tf.sequential({ layers: [
    tf.layers.rescaling({ scale: 1 / 256, inputShape: [32, 32, 3] }),
    new layers.QuantizedConv2D({ filters: 16, kernelSize: 3, strides: 2, kernelInitializer: kernelInitializer() }),
    tf.layers.batchNormalization({ momentum: 0.9 }),
    new layers.BinaryConv2D({ filters: 32, kernelSize: 3, strides: 2, inputQuantizer: 'react-sign', kernelInitializer: kernelInitializer() }),
    tf.layers.batchNormalization({ momentum: 0.9 }),
    new layers.BinaryConv2D({ filters: 10, kernelSize: 3, inputQuantizer: { name: 'residual-sign', bits: 2 }, kernelInitializer: kernelInitializer() }),
    tf.layers.globalAveragePooling2d({}),
    new layers.OutputScale({ initialScale: 0.05 }),
  ] });
};`;

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'tiny.js'), TINY);
});

const checkpointOf = (run: string): string => join(folder, run, 'checkpoint/checkpoint.json');

function startTraining(run: string, args: readonly string[]): ChildProcess {
  const door = join(workspaceRoot(), 'packages/trainer/bin/bitplane-trainer.js');
  const place = ['--network', join(folder, 'tiny.js'), '--out', join(folder, run)];
  const data = ['--data', join(workspaceRoot(), 'test/data/cifar10-slice')];
  const all = [door, 'train', ...place, ...data, '--threads', '1', ...args];
  return spawn(process.execPath, all, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Waits for the end, which has to be a good one. */
async function finish(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode !== 0) throw new Error(`training ended with ${exitCode}: ${said}`);
}

/** How long the steps of a run took, ms. */
function durationOf(run: string): number {
  const { epochs } = JSON.parse(readFileSync(join(folder, run, 'history.json'), 'utf8')) as {
    epochs: readonly { seconds: number }[];
  };
  return 1000 * epochs.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Kills the run at a random moment after its first new checkpoint. Returns whether it was still there to be killed. */
async function kill(child: ChildProcess, run: string, maxDelay: number): Promise<boolean> {
  const written = (): number => (existsSync(checkpointOf(run)) ? statSync(checkpointOf(run)).mtimeMs : 0);
  const before = written();
  const end = once(child, 'exit');
  child.stderr!.resume();
  while (child.exitCode === null && written() === before) await delay(20);
  await delay(Math.random() * maxDelay);
  const killed = child.kill('SIGKILL');
  await end;
  return killed;
}

/** The final weights, and the digest of all variables with the optimizer's slots. */
function resultOf(run: string): { weights: string; sha256: string; finished: boolean } {
  const { finished, variables } = JSON.parse(readFileSync(checkpointOf(run), 'utf8')) as {
    finished: boolean;
    variables: { sha256: string };
  };
  const weights = readFileSync(join(folder, run, 'weights.bin')).toString('base64');
  return { weights, sha256: variables.sha256, finished };
}

const AUGMENTATION = { cropSideRatio: 1, margin: 3, flip: true, cutout: 8, mixup: 0.4 };

test.each(['plus', 'bop', 'reference'])(
  'a run of recipe %s that is killed three times ends with the weights of one that is not',
  async (recipe) => {
    const settings = [
      ...['--recipe', recipe, '--set', `augmentation=${JSON.stringify(AUGMENTATION)}`],
      ...['--epochs', '24', '--batch-size', '16', '--validation', '40'],
      ...['--checkpoint-every', CHECKPOINT_EVERY_MINUTES],
    ];
    await finish(startTraining(`straight-${recipe}`, settings));

    const run = `killed-${recipe}`;
    // Before each kill there is a checkpoint as well: all of them together come before the end, however fast this is.
    const maxDelay = durationOf(`straight-${recipe}`) / (2 * KILLS);
    let kills = 0;
    for (let i = 0; i < KILLS; i++) {
      const child = startTraining(
        run,
        i === 0 ? settings : ['--resume', '--checkpoint-every', CHECKPOINT_EVERY_MINUTES],
      );
      if (await kill(child, run, maxDelay)) kills++;
    }
    expect(kills).toBe(KILLS);
    await finish(startTraining(run, ['--resume']));
    expect(resultOf(run)).toEqual({ ...resultOf(`straight-${recipe}`), finished: true });
  },
  300_000,
);
