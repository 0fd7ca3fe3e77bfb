// A smaller graph that fails in the same way.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drive } from './drive';
import type { Generate } from './generator';
import { graphNames, readGraph } from './graph-files';

export interface Failing {
  readonly folder: string;
  readonly name: string;
  readonly failure: string;
}

/** Every simpler graph of the last one is tried; more rounds would be a circle. */
const MAX_ROUNDS = 60;

/** Calls `keep` with the smallest graph found, while its files are there. */
export async function shrink(
  failing: Failing,
  { generate, program }: { readonly generate: Generate; readonly program: string },
  keep: (smallest: Failing) => void,
): Promise<void> {
  let current = failing;
  const folders: string[] = [];
  try {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const folder = mkdtempSync(join(tmpdir(), 'bitplane-smaller-'));
      folders.push(folder);
      generate(['smaller', '--plan', join(current.folder, `${current.name}.json`)], folder);
      const next = await firstFailing(folder, failing, program);
      if (next === null) break;
      current = next;
    }
    keep(current);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true });
  }
}

async function firstFailing(folder: string, like: Failing, program: string): Promise<Failing | null> {
  for (const name of graphNames(folder)) {
    const { failure } = await drive(readGraph(folder, name), program);
    if (failure !== null && kindOf(failure) === kindOf(like.failure)) return { folder, name, failure };
  }
  return null;
}

/** A message without what is another in each graph: names of files and nodes, and numbers. */
const kindOf = (failure: string): string =>
  failure
    .replace(/[^\s]*\.onnx/g, 'FILE')
    .replace(/[\w-]+\.\d+\.[\w/.-]+/g, 'NODE')
    .replace(/ ± 0,/, ' exactly,')
    .replace(/-?\d[\d.e+-]*/g, '#')
    .replace(/ got .*/, '');
