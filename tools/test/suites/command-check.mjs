// A suite that is one command: it passes or fails as a whole, and counts as one test.
import { tryCommand } from '../../setup/command.mjs';
import { root } from '../../setup/places.mjs';

/** description: { name, what, needs }; makeCommand() gives [program, args], when the set-up has run. */
export const commandCheck = (description, makeCommand) => ({
  ...description,
  run: async () => {
    const [program, args] = makeCommand();
    const { exitCode, stdout, stderr } = await tryCommand(program, args, { cwd: root });
    return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: [], output: stdout + stderr };
  },
});
