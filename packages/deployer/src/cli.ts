// The command line: runs a command; the only place that catches, says an error in one line and sets the exit code.
import { failureExitCode, failureLine } from '@bitplane/model';
import { runCommandLine } from './commands';

runCommandLine(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${failureLine(error)}\n`);
  process.exitCode = failureExitCode(error);
});
