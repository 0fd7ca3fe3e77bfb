// `npm run quickstart`, after its packages are installed: the only place that catches.
import { superviseCommandLine } from '@bitplane/cli';
import { runQuickstartCommand } from './command';

superviseCommandLine(() => runQuickstartCommand(process.argv.slice(2)));
