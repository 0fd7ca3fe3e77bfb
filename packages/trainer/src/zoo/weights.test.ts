// The weights in float32 that the zoo keeps are those of the exported file beside them: exported again, they give the
// same scores.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { imageNbytes, readCifar10 } from '@bitplane/data';
import { readModel, run } from '@bitplane/model';
import { hasModel } from '../model-files';
import { readCard, zooFolder, zooNames } from './card';
import { exportRun } from './export-run';

const NAMES = zooNames().filter((name) => hasModel(zooFolder(name)));
const NUM_IMAGES = 4;

/** Of the first test images, by the reference interpreter. */
async function scores(path: string): Promise<number[][]> {
  const model = readModel(readFileSync(path), path);
  const { test } = await readCifar10(join(workspaceRoot(), 'test/data/cifar10-slice'));
  const { height, width, channels } = test;
  return Array.from({ length: NUM_IMAGES }, (_, i) => {
    const data = new Uint8Array(imageNbytes(test));
    test.read(i, data);
    return [...run(model, { element: 'uint8', height, width, channels, data }).data];
  });
}

test('there are some', () => expect(NAMES).toContain('reference-2bit'));

test.each(NAMES)('%s', async (name) => {
  const exported = exportRun(zooFolder(name), { name, folder: join(temporaryFolder(), 'export') });
  const published = zooFolder(name, readCard(zooFolder(name)).file);
  expect(await scores(exported.model)).toEqual(await scores(published));
});
