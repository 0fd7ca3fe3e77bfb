// The command line: runs a command; the only place that catches, says an error in one line and sets the exit code.
import { superviseCommandLine } from '@bitplane/cli';
import { runDeployer } from './commands';
import { EXIT_CODES } from './exit-codes';

superviseCommandLine(() => runDeployer(process.argv.slice(2)), EXIT_CODES);
