// `nx run python:wheel`: the only place that catches.
import { superviseCommandLine } from '@bitplane/cli';
import { runWheelCommand } from './command';

superviseCommandLine(() => runWheelCommand(process.argv.slice(2)));
