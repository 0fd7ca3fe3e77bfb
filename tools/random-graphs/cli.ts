// `nx run tools:random-graphs`: the only place that catches.
import { superviseCommandLine } from '@bitplane/cli';
import { runRandomGraphsCommand } from './command';

superviseCommandLine(() => runRandomGraphsCommand(process.argv.slice(2)));
