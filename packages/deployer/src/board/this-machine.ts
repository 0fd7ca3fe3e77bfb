// This computer, as a report describes a board: for engines that are measured here.
import { spawnSync } from 'node:child_process';
import { BitplaneError } from '@bitplane/model';
import type { BoardDescription, Conditions } from '../report/schema';
import { parseSnapshot, type Snapshot } from './conditions';
import { CONDITIONS_SCRIPT } from './conditions-script';
import { describeBoard } from './describe';
import { describeConditions } from './judge-conditions';
import { local } from './kinds/local';
import { parseProbe, type Probe } from './probe';
import { PROBE_SCRIPT } from './probe-script';

/** Probes this computer as a board is probed. It takes the place of a board wherever it is measured. */
export const describeThisMachine = (): BoardDescription => describeBoard(probeThisMachine());

export const probeThisMachine = (): Probe => parseProbe(outputOf(PROBE_SCRIPT));

/**
 * Starts to watch this computer; the function that it returns ends that, and says in which state the computer was
 * meanwhile. ownCpuSeconds: what the timed program used of the processor.
 */
export function watchThisMachine(): (ownCpuSeconds: number) => Conditions {
  const before = snapshot();
  return (ownCpuSeconds) =>
    describeConditions({ earlier: before, before, after: snapshot(), kind: local, ownCpuSeconds });
}

function snapshot(): Snapshot {
  const taken = parseSnapshot(outputOf(CONDITIONS_SCRIPT));
  if (taken === null)
    throw new BitplaneError('E_PROGRAM', 'expected sh to say the state of this computer, got nothing');
  return taken;
}

function outputOf(script: string): string {
  const env = { ...process.env, BITPLANE_STAND_IN: '1' };
  return spawnSync('sh', ['-c', script], { env, encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;
}
