// The set-up's door to the library: builds it, says whether that was needed.
import { failureExitCode, failureLine } from '@bitplane/cli';
import { buildLibrary } from './build';
import { libraryPlace } from './library';

try {
  console.log(buildLibrary() ? `built ${libraryPlace().file}` : 'already there');
} catch (error) {
  process.stderr.write(`${failureLine(error)}\n`);
  process.exitCode = failureExitCode(error);
}
