// Random ONNX and QONNX graphs through the converter, by the command that a person runs too.
import { join } from 'node:path';
import { tryCommand } from '../../setup/command.mjs';
import { inspect, PROGRAMS } from '../../setup/machine.mjs';
import { root } from '../../setup/places.mjs';

const COUNT = 100;
/** The oldest that has the generator's packages (tools/random-graphs/requirements.txt). */
const OLDEST_PYTHON = '3.9';

export const randomGraphs = {
  name: 'random-graphs',
  what: `${COUNT} random ONNX graphs through the converter, with a table of passes and patterns`,
  needs: ['npm-packages', 'runtime'],
  lacks: async () => {
    const wanted = PROGRAMS.filter(({ program }) => program === 'python3');
    const programs = wanted.map((each) => (each.atLeast === undefined ? each : { ...each, atLeast: OLDEST_PYTHON }));
    const missing = (await inspect(programs)).filter(({ fits }) => !fits);
    return missing.map(({ name, apt }) => `${name} is missing or too old: apt-get install ${apt}`).join('; ');
  },
  run: async () => {
    const program = join(root, 'tools/random-graphs/cli.ts');
    const args = ['--require', 'tsx/cjs', program, '--count', `${COUNT}`, '--seed', '1'];
    const { exitCode } = await tryCommand(process.execPath, args, { cwd: root, stdio: 'inherit' });
    const [passed, failed] = exitCode === 0 ? [COUNT, 0] : [0, 1];
    return { passed, failed, skipped: [], output: 'random graphs failed, see above' };
  },
};
