// Every suite of `npm test`, in the order in which they run, cheap ones first: { name, what, needs: set-up steps,
// lacks()?, isOfOneCore?, isOnRequest?, run() }. lacks resolves to what the machine is missing, or nothing; run to
// { passed, failed, skipped: [names], output: shown on a failure }. One on request runs by --only alone.
import { checks } from './checks.mjs';
import { cAnalysis } from './c-analysis.mjs';
import { cRuntime } from './c-runtime.mjs';
import { counts } from './counts.mjs';
import { fuzzing } from './fuzzing.mjs';
import { openMpi5, realTools, unit, wholePath, wholePathOnSecondNode } from './jest.mjs';
import { randomGraphs } from './random-graphs.mjs';
import { tools } from './tools.mjs';

export const SUITES = [
  ...checks,
  tools,
  ...cRuntime,
  ...cAnalysis,
  ...counts,
  ...fuzzing,
  unit,
  openMpi5,
  randomGraphs,
  realTools,
  wholePath,
  wholePathOnSecondNode,
];
