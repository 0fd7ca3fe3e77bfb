// `nx run tools:alternatives`: the only place that catches.
import { superviseCommandLine } from '@bitplane/cli';
import { runAlternativesCommand } from './command';

superviseCommandLine(() => runAlternativesCommand(process.argv.slice(2)));
