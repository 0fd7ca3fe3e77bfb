// Which cores a host has.
import { readFileSync } from 'node:fs';
import { BitplaneError } from '@bitplane/model';

/**
 * The cores of each host, by their numbers in the system: the slots of all hosts take the next core each, and start
 * over when there are no more. Throws E_USAGE for a host that would have one twice.
 */
export function coresOfSlots(slots: readonly number[], cores: readonly number[] = usableCores()): number[][] {
  let next = 0;
  return slots.map((count) => {
    if (count <= cores.length) return Array.from({ length: count }, () => cores[next++ % cores.length]);
    throw new BitplaneError(
      'E_USAGE',
      `expected at most a slot per core on each host, got ${count} for the ${cores.length} of this machine`,
    );
  });
}

/** "Cpus_allowed_list: 0-2,5" */
function usableCores(): number[] {
  const [, list] = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
