// The steps of the proof: files by the real tools, each file all the way, times, tables.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { buildPrograms, MACHINES } from './machines';
import type { ProofNetwork } from './networks';
import { proofTable, writeRecord } from './print';
import { prove, type Proof } from './prove';
import { makeSources, type Source } from './sources';
import { timeNetworks } from './time-networks';

export interface Plan {
  readonly networks: readonly ProofNetwork[];
  readonly isSmall: boolean;
  /** On this machine, without `verify`, whose layers and emulated machines take most of the time. */
  readonly scoresOnly: boolean;
  /** Visits to each runtime; 0: nothing is timed. */
  readonly rounds: number;
  /** The folder of the files, the exports, the record. */
  readonly out: string;
}

/** Throws E_SETUP for missing packages and compilers, E_MISMATCH once everything is written where a proof fails. */
export async function runProof(plan: Plan, signal: AbortSignal): Promise<void> {
  const { networks, isSmall, scoresOnly, rounds, out } = plan;
  const machines = scoresOnly ? MACHINES.slice(0, 1) : MACHINES;
  const verified = scoresOnly ? 'nothing' : 'layers';
  await buildPrograms(machines, signal);
  const exportsFolder = join(out, 'exports');
  const all: { network: ProofNetwork; sources: Source[]; proofs: Proof[] }[] = [];
  for (const network of networks) {
    console.log(`── ${network.name}`);
    const sources = await makeSources([network], { folder: join(out, 'sources'), isSmall });
    const proofs: Proof[] = [];
    for (const source of sources) proofs.push(await prove(source, { folder: exportsFolder, machines, verified }));
    console.log(proofTable(proofs));
    all.push({ network, sources, proofs });
  }
  const timed = all.map(({ network, sources, proofs: [proof] }) => ({ network, sources, proof }));
  await timeNetworks(timed, { rounds, folder: exportsFolder, machine: machines[0], isSmall });
  const proofs = all.flatMap((each) => each.proofs);
  const date = new Date().toISOString().slice(0, 10);
  const cpu = cpus()[0].model.trim();
  const tables = writeRecord({ schema: 'bitplane-proof/1', date, cpu, isSmall, rounds, proofs }, out);
  console.log(`\n${tables}\n\n${join(out, 'proof.json')}\n${join(out, 'proof.md')}`);
  const failed = proofs.filter(({ faults }) => faults.length > 0);
  if (failed.length === 0) return;
  const files = failed.map(({ file }) => file).join(', ');
  throw new BitplaneError(
    'E_MISMATCH',
    `expected every file to agree, got differences in ${files}; see the table above`,
  );
}
