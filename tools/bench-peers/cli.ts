// `nx run runtime-c:bench-peers`: the only place that catches.
import { superviseCommandLine } from '@bitplane/cli';
import { runBenchPeersCommand } from './command';

superviseCommandLine(() => runBenchPeersCommand(process.argv.slice(2)));
