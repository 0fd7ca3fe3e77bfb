import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import runScript from './script';

let root: string;
beforeEach(() => void (root = temporaryFolder()));

/** Starts a script of a project in `root` with some words. */
function run(script: string, words: readonly string[]) {
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'project', scripts: { show: script } }));
  const projectsConfigurations = { projects: { project: { root: '.' } } };
  return runScript({ words }, { root, projectName: 'project', targetName: 'show', projectsConfigurations });
}

test('hands every word on as it was typed', async () => {
  writeFileSync(join(root, 'show.js'), "require('fs').writeFileSync('words', JSON.stringify(process.argv.slice(2)))");
  const words = ['a b', 'c "d"', "e'f", '$HOME', '*', 'x\\y', '`id`', '', '--out', '--label=r s', '-g', 'h\ni'];
  expect(await run('true && node show.js first', words)).toEqual({ success: true });
  expect(JSON.parse(readFileSync(join(root, 'words'), 'utf8'))).toEqual(['first', ...words]);
});

test('fails as the script does', async () => {
  expect(await run('exit 3', [])).toEqual({ success: false });
});

test.each(['converter', 'deployer', 'runtime-c', 'trainer'])('Nx starts every command of %s by it', (name) => {
  const file = join(workspaceRoot(), 'packages', name, 'package.json');
  const { nx, scripts } = JSON.parse(readFileSync(file, 'utf8')) as {
    nx: { targets: Record<string, { executor?: string }> };
    scripts: Record<string, string>;
  };
  // These take no words.
  const commands = Object.keys(scripts).filter((script) => script !== 'build' && script !== 'test');
  expect(commands.map((command) => nx.targets[command]?.executor)).toEqual(commands.map(() => './tools:script'));
});
