import { readdirSync } from 'node:fs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { runConverter } from './commands';
import { exportFolder, trainedFolder } from './export';
import { referenceTopology, writeLayersModel } from './test-support/layers-model-files';

let folder: string;
let said: jest.SpyInstance;

beforeEach(() => {
  folder = temporaryFolder();
  said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => said.mockRestore());

test('a network that can be exported: says so, and writes nothing', async () => {
  writeLayersModel(folder, referenceTopology(1, 8));
  await runConverter(['check', '--network', './mine.ts', '--model', folder]);
  expect(said).toHaveBeenCalledWith('mine can be exported');
  expect(readdirSync(folder).sort()).toEqual(['model.json', 'weights.bin']);
});

test('one that cannot: what the export would say', async () => {
  writeLayersModel(folder, referenceTopology(1, 8).add('ELU', { name: 'elu' }));
  for (const command of ['check', 'export'])
    await expect(runConverter([command, '--model', folder])).rejects.toMatchObject({
      code: 'E_LAYER',
      message: expect.stringMatching(/layer elu: .*PReLU/) as string,
    });
});

test('a file stands for its base name', () => {
  for (const network of ['small', './nets/small.ts', 'small.mjs']) {
    expect(trainedFolder({ network })).toMatch(/small.train$/);
    expect(exportFolder({ network })).toMatch(/small.export$/);
  }
  expect(exportFolder({ network: 'v1.5' })).toMatch(/v1\.5.export$/);
});
