// `nx run runtime-c:bench-wasm`: the only place that catches.
import { superviseCommandLine } from '@bitplane/cli';
import { runBenchWasmCommand } from './command';

superviseCommandLine(() => runBenchWasmCommand(process.argv.slice(2)));
