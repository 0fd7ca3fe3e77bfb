// `nx run runtime-c:bench-growth`: the only place that catches.
import { superviseCommandLine } from '@bitplane/cli';
import { runBenchGrowthCommand } from './command';

superviseCommandLine(() => runBenchGrowthCommand(process.argv.slice(2)));
