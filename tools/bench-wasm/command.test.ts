import { errorLike } from '@bitplane/cli/test-support';
import { runBenchWasmCommand } from './command';

test.each([
  [['--round', '3'], /^unknown option '--round' .*: see "npx nx run runtime-c:bench-wasm -- --help"$/],
  [['--rounds', '0'], /--rounds.*expected a positive integer: see/],
  [['v8'], /too many arguments/],
])('%j is a usage error in one line', async (argv, message) => {
  await expect(runBenchWasmCommand(argv)).rejects.toEqual(errorLike('E_USAGE', message));
});
