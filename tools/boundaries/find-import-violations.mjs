// What breaks the rules of .dependency-cruiser.mjs.
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

const FOLDERS = ['packages', 'test', 'tools'];

/** Resolves to the violations below `root`, one sentence each; a circle is shown once for each of its imports. */
export async function findImportViolations(root) {
  const options = await extractDepcruiseOptions(join(root, '.dependency-cruiser.mjs'));
  const comments = new Map(options.ruleSet.forbidden.map(({ name, comment }) => [name, comment]));
  const { output } = await cruise(FOLDERS, { ...options, baseDir: root });
  return output.modules.flatMap(({ source, dependencies }) =>
    dependencies.flatMap(({ module, rules = [], cycle = [] }) =>
      rules.map(({ name }) => {
        const around = name === 'no-circle' ? ` (${[source, ...cycle.map((each) => each.name)].join(' → ')})` : '';
        return `${source}: imports "${module}", ${comments.get(name)}${around}`;
      }),
    ),
  );
}
