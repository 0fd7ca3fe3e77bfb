// `nx run runtime-c:bench-floats`: the only place that catches.
import { superviseCommandLine } from '@bitplane/cli';
import { benchFloats } from './bench-floats';

superviseCommandLine(benchFloats);
