// The engines measured beside the report's own, as reports of their own: a row and a bar for each.
import { noEnergy, type EngineResult, type LeftOutEngine, type MeasuredEngine, type Report } from './schema';

export const isLeftOut = (engine: EngineResult): engine is LeftOutEngine => engine.left_out !== null;

/** The report itself, then one for each engine that was measured beside it: same board, source, program and time. */
export const reportsOfEngines = (report: Report): [Report, ...Report[]] => [
  report,
  ...(report.engines ?? [])
    .filter((engine): engine is MeasuredEngine => !isLeftOut(engine))
    .map(({ left_out: _, foreign, ...measured }) => ({
      ...report,
      ...measured,
      program: foreign === undefined ? report.program : programOf(foreign),
      engines: undefined,
      accuracy: null,
      energy: noEnergy('it is measured for the binary network alone'),
    })),
];

const programOf = ({ release, python, kernels }: NonNullable<MeasuredEngine['foreign']>): Report['program'] => ({
  ...{ version: release, compiler: `Python ${python}`, flags: kernels },
  ...{ commit: null, dirty: null },
});

/** A line for each engine that was asked for and could not run. */
export const leftOutLines = ({ host, engines = [] }: Report): string[] =>
  engines.filter(isLeftOut).map(({ engine, left_out }) => `Left out on ${host}: ${engine}: ${left_out}`);
