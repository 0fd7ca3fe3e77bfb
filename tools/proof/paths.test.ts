// Each path of docs/import.md, line by line as the page has it, with the real tool.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { runToEnd } from '../programs';
import type { PythonTools } from './networks';
import { readImportPaths } from './paths';
import { requirePython, runScript } from './python-tools';
import { testWith } from './test-support/test-with';

jest.setTimeout(300_000);

const PATHS = readImportPaths();

/** The packages of each path, and the network that its user has trained. */
const USERS: readonly (readonly [string, PythonTools, string])[] = [
  ['Brevitas', 'brevitas', 'cnv-1w1a'],
  ['PyTorch', 'brevitas', 'react-net'],
  ['Larq Compute Engine', 'larq', 'quicknet'],
  ['Larq', 'larq', 'quicknet'],
  ['A SavedModel folder', 'larq', 'binary-net'],
  ['Keras', 'larq', 'keras'],
];

test('every path of the page is run', () => {
  expect(PATHS.map(({ name }) => name)).toEqual(USERS.map(([name]) => name));
});

for (const [name, tools, network] of USERS) {
  testWith(tools)(`the path of a user of ${name}`, async () => {
    const { python, commands } = PATHS.find((path) => path.name === name)!;
    expect(commands.map(([, , command]) => command)).toEqual(expect.arrayContaining(['export', 'verify']));
    const folder = temporaryFolder();
    await runScript(requirePython(tools), 'run_path.py', [network, python], folder);
    for (const [npx, program, ...args] of commands) {
      expect([npx, program]).toEqual(['npx', 'bitplane-converter']);
      const door = join(workspaceRoot(), 'packages/converter/bin/bitplane-converter.js');
      const env = { NX_WORKSPACE_ROOT: undefined };
      const running = { name: program, cwd: folder, env };
      const { exitCode, stderr } = await runToEnd(process.execPath, [door, ...args], running);
      // What takes long says what it is at.
      const progress = expect.stringMatching(/^(verify: .*\n)*$/) as string;
      expect({ args, exitCode, stderr }).toEqual({ args, exitCode: 0, stderr: progress });
    }
    expect(existsSync(join(folder, 'out/mine/export/model.bpm'))).toBe(true);
  });
}
