// Jest's projects: the unit tests beside the code, and the whole path, which a second Node repeats.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { tryCommand } from '../../setup/command.mjs';
import { cacheFolder, modulesFolder, root } from '../../setup/places.mjs';
import { countJest } from '../counts/jest.mjs';

/** Of Open MPI 5. */
const secondMpi = () => cacheFolder('open-mpi-5/bin');
const secondNode = () => cacheFolder('node-24/package/bin/node');
const everything = ['npm-packages', 'tensorflow', 'native-ops', 'zig', 'runtime', 'wasm'];

export const unit = {
  name: 'unit',
  what: 'tests beside the code',
  // One test starts a rank on Node 24.
  needs: [...everything, 'node-24', 'deno'],
  // Two at a time on any machine: many suites wait for programs that they have started.
  run: () => runJest(process.execPath, ['--selectProjects', 'unit', '--maxWorkers', '2']),
};

export const openMpi5 = {
  name: 'open-mpi-5',
  what: 'ranks, equality and faults with Open MPI 5; only on request',
  // Ranks of 5.0.11 crashed in two of 16 tests while another run was on the machine (docs/distributed.md).
  isOnRequest: true,
  needs: [...everything, 'open-mpi-5'],
  lacks: () => (existsSync(secondMpi()) ? null : 'Open MPI 5 is missing: npm run setup -- --only open-mpi-5'),
  run: () => {
    const args = ['--selectProjects', 'unit', '--testPathPatterns', 'distributed/(libmpi|equality|faults)'];
    const PATH = [secondMpi(), process.env.PATH].join(delimiter);
    return runJest(process.execPath, [...args, '--maxWorkers', '1'], { ...process.env, PATH });
  },
};

export const realTools = {
  name: 'real-tools',
  what: 'files that Larq, Brevitas and PyTorch wrote; LiteRT and onnxruntime on the built-in board',
  needs: ['npm-packages', 'runtime', 'larq', 'pytorch', 'brevitas'],
  run: () => runJest(process.execPath, ['--selectProjects', 'real-tools', '--maxWorkers', '2']),
};

export const wholePath = {
  name: 'e2e',
  what: `the whole path on Node ${process.versions.node.split('.')[0]}`,
  // The installed packages run on Node 24 as well.
  needs: [...everything, 'node-24', 'deno'],
  run: () => runJest(process.execPath, ['--selectProjects', 'e2e']),
};

export const wholePathOnSecondNode = {
  name: 'e2e-node-24',
  what: 'the whole path on Node 24',
  needs: [...everything, 'node-24', 'deno'],
  lacks: () => (existsSync(secondNode()) ? null : 'Node 24 is missing: npm run setup -- --only node-24'),
  run: () => runJest(secondNode(), ['--selectProjects', 'e2e', '--testPathPatterns', 'whole-path']),
};

async function runJest(node, args, env = process.env) {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-jest-'));
  const report = join(folder, 'report.json');
  try {
    const jest = modulesFolder('jest/bin/jest.js');
    const { stdout, stderr } = await tryCommand(node, [jest, '--json', `--outputFile=${report}`, ...args], {
      cwd: root,
      env,
    });
    if (!existsSync(report)) throw new Error(`Jest gave no report\n${stdout}${stderr}`);
    return { ...countJest(JSON.parse(readFileSync(report, 'utf8'))), output: stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
