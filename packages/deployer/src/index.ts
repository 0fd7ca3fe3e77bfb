// Reports: what tools and tests may read, write and compare. Pushing is the command line's.
export { compareReports, type Comparison, type ComparisonRow } from './report/comparison';
export { readReport, writeReport } from './report/files';
export { describeModel, makeReport, type ReportParts } from './report/make-report';
export { REPORT_SCHEMA, reportSchema, type Benchmark, type BoardDescription, type Report } from './report/schema';
export { summarizeTimes, type Summary } from './report/statistics';
export { describeThisMachine } from './board/this-machine';
