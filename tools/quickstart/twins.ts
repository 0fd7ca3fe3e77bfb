// The same network in float32 and int8 in onnxruntime-node, timed in turns with the board's benchmarks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import {
  describeModel,
  describeThisMachine,
  makeReport,
  noEnergy,
  summarizeRounds,
  watchThisMachine,
  writeReport,
  type Conditions,
} from '@bitplane/deployer';
import { openGraph, type TimedGraph } from './onnxruntime-bench';

interface Twin {
  readonly label: string;
  readonly file: string;
  readonly weightBits: number;
  readonly report: string;
  readonly graph: TimedGraph;
  readonly rounds: { readonly times: readonly number[]; readonly conditions: Conditions }[];
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
    return { label: `onnxruntime ${name}`, file, weightBits, report, graph: await openGraph(file), rounds: [] };
  };
  const twins = [await open('float', 32, reports.float), await open('int8', 8, reports.int8)];
  return {
    async round() {
      for (const twin of twins) twin.rounds.push(await timeRound(twin.graph));
    },
    writeReports() {
      for (const twin of twins) writeReport(twin.report, reportOf(twin, network));
    },
  };
}

async function timeRound(graph: TimedGraph): Promise<Twin['rounds'][number]> {
  const endWatch = watchThisMachine();
  const start = process.cpuUsage();
  const times = await graph.run(CALLS_A_ROUND);
  const { user, system } = process.cpuUsage(start);
  return { times, conditions: endWatch((user + system) / 1e6) };
}

/** Those of the last round, with what disturbed any of them. */
const conditionsOf = (conditions: readonly Conditions[]): Conditions => ({
  ...conditions.at(-1)!,
  noise: [...new Set(conditions.flatMap(({ noise }) => noise))],
});

function reportOf({ label, file, weightBits, rounds }: Twin, network: string): ReturnType<typeof makeReport> {
  const times = rounds.map((round) => round.times);
  return makeReport({
    engine: 'onnxruntime',
    label,
    host: 'this machine',
    source: 'board',
    board: describeThisMachine(),
    conditions: conditionsOf(rounds.map(({ conditions }) => conditions)),
    program: { version: onnxruntimeVersion(), compiler: null, flags: null, commit: null, dirty: null },
    model: describeModel(file, { name: network, weightBits }),
    accuracy: null,
    verify: null,
    start: { load_cold_ns: null, load_warm_ns: null, first_image_ns: null },
    memory: { arena_nbytes: null, peak_nbytes: null },
    energy: noEnergy('it is measured for the program on boards alone'),
    benchmark: {
      ...{ threads: 1, repeats: times.flat().length, dropped: 0, forced_cpu: null, kernel_choice: null },
      total: summarizeRounds(times),
      layers: [],
    },
  });
}

function onnxruntimeVersion(): string {
  const file = join(workspaceRoot(), 'node_modules/onnxruntime-node/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
