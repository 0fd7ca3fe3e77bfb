// `nx run converter:proof`: the only place that catches.
import { superviseCommandLine } from '@bitplane/cli';
import { runProofCommand } from './command';

superviseCommandLine(() => runProofCommand(process.argv.slice(2)));
