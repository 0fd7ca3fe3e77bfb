// `nx run runtime-c:bench-floats`: the only place that catches.
import { superviseCommandLine } from '@bitplane/cli';
import { runBenchFloatsCommand } from './command';

superviseCommandLine(() => runBenchFloatsCommand(process.argv.slice(2)));
