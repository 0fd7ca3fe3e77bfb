// This computer, as a report describes a board: for engines that are measured here.
import { spawnSync } from 'node:child_process';
import type { BoardDescription } from '../report/schema';
import { describeBoard } from './describe';
import { boardOf } from './kinds';
import { parseProbe, type Probe } from './probe';
import { PROBE_SCRIPT } from './probe-script';

/** Probes this computer as a board is probed. It takes the place of a board wherever it is measured. */
export function describeThisMachine(): BoardDescription {
  const probe = probeThisMachine();
  return describeBoard(probe, boardOf(probe));
}

export function probeThisMachine(): Probe {
  const env = { ...process.env, BITPLANE_STAND_IN: '1' };
  return parseProbe(spawnSync('sh', ['-c', PROBE_SCRIPT], { env, encoding: 'utf8', maxBuffer: 2 ** 24 }).stdout);
}
