// Jest's projects: the unit tests beside the code, and the whole path, which a second Node repeats.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryCommand } from '../../setup/command.mjs';
import { cacheFolder, modulesFolder, root } from '../../setup/places.mjs';
import { countJest } from '../counts/jest.mjs';

const secondNode = () => cacheFolder('node-24/package/bin/node');
const everything = ['npm-packages', 'tensorflow', 'native-ops', 'zig', 'runtime'];

export const unit = {
  name: 'unit',
  what: 'tests beside the code',
  needs: everything,
  // Two at a time on any machine: many suites wait for programs that they have started.
  run: () => runJest(process.execPath, ['--selectProjects', 'unit', '--maxWorkers', '2']),
};

export const realTools = {
  name: 'real-tools',
  what: 'files of Larq, Brevitas and PyTorch, written by these tools',
  needs: ['npm-packages', 'runtime', 'larq', 'pytorch', 'brevitas'],
  run: () => runJest(process.execPath, ['--selectProjects', 'real-tools', '--maxWorkers', '2']),
};

export const wholePath = {
  name: 'e2e',
  what: `the whole path on Node ${process.versions.node.split('.')[0]}`,
  needs: everything,
  run: () => runJest(process.execPath, ['--selectProjects', 'e2e']),
};

export const wholePathOnSecondNode = {
  name: 'e2e-node-24',
  what: 'the whole path on Node 24',
  needs: [...everything, 'node-24'],
  lacks: () => (existsSync(secondNode()) ? null : 'Node 24 is missing: npm run setup -- --only node-24'),
  run: () => runJest(secondNode(), ['--selectProjects', 'e2e', '--testPathPatterns', 'whole-path']),
};

async function runJest(node, args) {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-jest-'));
  const report = join(folder, 'report.json');
  try {
    const jest = modulesFolder('jest/bin/jest.js');
    const { stdout, stderr } = await tryCommand(node, [jest, '--json', `--outputFile=${report}`, ...args], {
      cwd: root,
    });
    if (!existsSync(report)) throw new Error(`Jest gave no report\n${stdout}${stderr}`);
    return { ...countJest(JSON.parse(readFileSync(report, 'utf8'))), output: stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
