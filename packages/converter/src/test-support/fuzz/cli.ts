// The command line of the fuzzer.
import { superviseCommandLine } from '@bitplane/cli';
import { runFuzz } from './command';

superviseCommandLine(() => runFuzz(process.argv.slice(2)));
