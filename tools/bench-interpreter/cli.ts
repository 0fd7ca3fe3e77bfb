// `nx run tools:bench-interpreter`: the only place that catches.
import { superviseCommandLine } from '@bitplane/cli';
import { runBenchInterpreterCommand } from './command';

superviseCommandLine(() => runBenchInterpreterCommand(process.argv.slice(2)));
