/**
 * Reports: what programs may read, write and compare. Pushing is the command line's.
 *
 * @module @bitplane/deployer
 */
export { compareReports } from './report/comparison';
export type { Comparison, ComparisonLayer, ComparisonRow } from './report/comparison-row';
export type { Difference, Verdict } from './report/difference';
export { readReport, writeReport } from './report/files';
export { describeModel, makeReport, type ReportParts } from './report/make-report';
export {
  noEnergy,
  REPORT_SCHEMA,
  reportSchema,
  type Benchmark,
  type BoardDescription,
  type Conditions,
  type Report,
} from './report/schema';
export { summarizeRounds, summarizeTimes, type Summary } from './report/statistics';
export { describeThisMachine, watchThisMachine } from './board/this-machine';
export { runningBoards, type RunningBoard } from './emulated/emulated-board';
