// The same network in float32 and int8 in onnxruntime-node, timed in turns with the board's benchmarks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { describeModel, describeThisMachine, makeReport, summarizeTimes, writeReport } from '@bitplane/deployer';
import { openGraph, type TimedGraph } from './onnxruntime-bench';

interface Twin {
  readonly label: string;
  readonly file: string;
  readonly weightBits: number;
  readonly report: string;
  readonly graph: TimedGraph;
  readonly times: number[];
}

export interface TwinBench {
  /** Times each twin once more; its reports take all rounds together. */
  round(): Promise<void>;
  writeReports(): void;
}

interface TwinPlaces {
  readonly network: string;
  readonly exportFolder: string;
  readonly reports: { readonly float: string; readonly int8: string };
}

const CALLS_A_ROUND = 200;

/** Opens both twins of an export and warms them up. */
export async function openTwins({ network, exportFolder, reports }: TwinPlaces): Promise<TwinBench> {
  const open = async (name: string, weightBits: number, report: string): Promise<Twin> => {
    const file = join(exportFolder, `twin-${name}.onnx`);
    return { label: `onnxruntime ${name}`, file, weightBits, report, graph: await openGraph(file), times: [] };
  };
  const twins = [await open('float', 32, reports.float), await open('int8', 8, reports.int8)];
  return {
    async round() {
      for (const twin of twins) twin.times.push(...(await twin.graph.run(CALLS_A_ROUND)));
    },
    writeReports() {
      for (const twin of twins) writeReport(twin.report, reportOf(twin, network));
    },
  };
}

function reportOf({ label, file, weightBits, times }: Twin, network: string): ReturnType<typeof makeReport> {
  return makeReport({
    engine: 'onnxruntime',
    label,
    host: 'this machine',
    board: describeThisMachine(),
    program: { version: onnxruntimeVersion(), compiler: null, flags: null, commit: null, dirty: null },
    model: describeModel(file, { name: network, weightBits }),
    accuracy: null,
    verify: null,
    benchmark: { threads: 1, repeats: times.length, forced_cpu: null, total: summarizeTimes(times), layers: [] },
  });
}

function onnxruntimeVersion(): string {
  const file = join(workspaceRoot(), 'node_modules/onnxruntime-node/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
