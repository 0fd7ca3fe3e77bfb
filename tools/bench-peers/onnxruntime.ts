// A process of its own: times one graph for a while and prints {"median_ns": …}. node --require tsx/cjs onnxruntime.ts
// GRAPH MILLISECONDS
import { summarizeTimes } from '@bitplane/deployer';
import { openGraph } from '../quickstart/onnxruntime-bench';

const CALLS = 20;

async function main(file: string, milliseconds: number): Promise<void> {
  const graph = await openGraph(file);
  const times: number[] = [];
  const end = Date.now() + milliseconds;
  while (Date.now() < end) times.push(...(await graph.run(CALLS)));
  console.log(JSON.stringify(summarizeTimes(times)));
}

void main(process.argv[2], Number(process.argv[3]));
