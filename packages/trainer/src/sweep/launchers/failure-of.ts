// Why a run has failed, out of what its process wrote.
import type { RunEnd } from './launcher';

/** Whoever runs the same settings again fails again; a disk that is full or a process that was killed may do better. */
const FINAL_CODES = ['E_USAGE', 'E_LAYER', 'E_SHAPE', 'E_VALUE', 'E_TRAINING'];

/** For a run alone: in a sweep other settings are the next ones anyway. */
const ADVICE = /; start over with --overwrite .*$/;

/** By the line that a program of ours ends with; null for another line. */
export function failureOf(line: string): RunEnd | null {
  const [, code, reason] = /^error \((E_\w+)\): (.*)$/.exec(line) ?? [];
  if (code === 'E_HOST') return { kind: 'host-lost', reason };
  if (code !== undefined) {
    return { kind: 'failed', reason: reason.replace(ADVICE, ''), isFinal: FINAL_CODES.includes(code) };
  }
  const [internal] = /^internal error.*$/.exec(line) ?? [];
  return internal === undefined ? null : { kind: 'failed', reason: internal, isFinal: false };
}
