// The hosts of a sweep, out of a hostfile as Open MPI reads it.
import { readWhole, userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { Slot } from './launcher';

/**
 * The slots of a hostfile, `first slots=4` a line: a host without a number has as many as it has lines. Hosts take
 * turns, so that few runs are spread over all of them. Throws E_MISSING_FILE, and E_FILE where no host is listed.
 */
export function readSlots(hostfile: string): Slot[] {
  const path = userPath(hostfile);
  const counts = new Map<string, number>();
  for (const line of readWhole(path).toString().split('\n')) {
    const [host, ...settings] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (host === '') continue;
    const [, slots = '1'] = /(?:^|\s)(?:slots|cpus|count)\s*=\s*(\d+)/.exec(settings.join(' ')) ?? [];
    counts.set(host, (counts.get(host) ?? 0) + Number(slots));
  }
  const rounds = Math.max(0, ...counts.values());
  const slots = Array.from({ length: rounds }, (_, round) => [...counts].filter(([, count]) => count > round)).flat();
  if (slots.length > 0) return slots.map(([host]) => ({ host }));
  throw new BitplaneError('E_FILE', `${path}: expected a host a line, such as "first slots=4", got none`);
}
