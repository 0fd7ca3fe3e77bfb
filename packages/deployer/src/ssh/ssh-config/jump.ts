// ProxyJump's value: the hosts through which the target is reached, in order.
import { BitplaneError } from '@bitplane/model';
import { formatHop, parseHop, type Destination } from './destination';

/** The value in the form that `ssh -G` prints; null if a hop is invalid. */
export function parseJump(text: string): string | null {
  if (isNone(text)) return 'none';
  const { before, last } = splitJump(text.replace(/#.*/s, '').trimEnd());
  const hops = [...(before?.split(',') ?? []), last].map(parseHop);
  const hop = hops.at(-1);
  if (hop === null || hop === undefined || hops.includes(null)) return null;
  return [...(before === undefined ? [] : [before]), formatHop(hop)].join(',');
}

/** The last hop, and those before it. */
export function splitJump(text: string): { before?: string; last: string } {
  const comma = text.lastIndexOf(',');
  return comma < 0 ? { last: text } : { before: text.slice(0, comma), last: text.slice(comma + 1) };
}

/**
 * The host that the target is reached through, with the hosts before it as its own jumps; null without one. `text` is
 * as `ssh -G` prints it.
 */
export function jumpDestination(text: string | undefined): Destination | null {
  if (text === undefined || isNone(text)) return null;
  const { before, last } = splitJump(text);
  const hop = parseHop(last.trim());
  return hop === null ? null : { ...hop, jumps: before };
}

export const isNone = (value: string): boolean => value.toLowerCase() === 'none';

export const circle = (host: string): BitplaneError =>
  new BitplaneError('E_HOST', `${host}: ProxyJump forms a loop; correct the ssh_config`);
