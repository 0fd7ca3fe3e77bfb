// The set-up as the first suite: what it fetches and builds is what all others need.
import { join } from 'node:path';
import { tryCommand } from '../../setup/command.mjs';
import { root } from '../../setup/places.mjs';

/** A suite that runs the steps that these suites need, and shows their progress. */
export function setUpFor(suites) {
  const steps = [...new Set(['check-machine', ...suites.flatMap(({ needs }) => needs)])];
  return {
    name: 'set-up',
    what: steps.join(', '),
    run: async () => {
      const program = join(root, 'tools/setup/main.mjs');
      const { exitCode } = await tryCommand(process.execPath, [program, '--only', steps.join(',')], {
        stdio: 'inherit',
      });
      return {
        passed: exitCode === 0 ? 1 : 0,
        failed: exitCode === 0 ? 0 : 1,
        skipped: [],
        output: 'the set-up failed, see above',
      };
    },
  };
}
