// The reference network's export with its twins, which onnxruntime runs. How well it was trained does not matter to its
// speed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder, outFolder, workspaceRoot } from '@bitplane/cli';
import { runDoor } from '../doors';

const FILES = ['model.bpm', 'golden/golden.bpv', 'twin-float.onnx', 'twin-int8.onnx'];

/**
 * Returns the folder: the quickstart's export if it has twins, else one that is made now, from an epoch on a few
 * hundred images.
 */
export async function networkFolder(): Promise<string> {
  const made = buildFolder('bench-peers-network');
  const folders = [outFolder('reference', 'export'), join(made, 'export')];
  const found = folders.find((folder) => FILES.every((file) => existsSync(join(folder, file))));
  if (found !== undefined) return found;
  const data = join(workspaceRoot(), 'test/data/cifar10-slice');
  const train = join(made, 'train');
  await runDoor('trainer', ['train', '--recipe', 'quickstart', '--epochs', '1', '--data', data, '--out', train]);
  await runDoor('converter', ['export', '--model', train, '--out', folders[1], '--twins']);
  return folders[1];
}
