// The tests of plain-Node programs, on Node's own test runner, as the set-up runs before Jest is there.
import { join } from 'node:path';
import { tryCommand } from '../../setup/command.mjs';
import { root } from '../../setup/places.mjs';
import { sourceFiles } from '../../source-files.mjs';
import { countNodeTest } from '../counts/node-test.mjs';

export const tools = {
  name: 'tools',
  what: "set-up, checks and counts, on Node's test runner",
  needs: ['npm-packages'],
  run: async () => {
    const files = sourceFiles(root, ['.test.mjs']).map((path) => join(root, path));
    const { stdout, stderr } = await tryCommand(process.execPath, ['--test', '--test-reporter=tap', ...files], {
      cwd: root,
    });
    return { ...countNodeTest(stdout), output: stdout + stderr };
  },
};
