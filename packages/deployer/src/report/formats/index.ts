// The forms of a comparison; a new one is a file and a line.
import { benchstat } from './benchstat';
import { bmf } from './bmf';
import type { Format } from './format';
import { googleBenchmark } from './google-benchmark';
import { json } from './json';
import { markdown } from './markdown';
import { modelExplorer } from './model-explorer';

export type { Format };

export const FORMATS: readonly Format[] = [markdown, json, bmf, googleBenchmark, benchstat, modelExplorer];
