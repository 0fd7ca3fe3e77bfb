// The switch that hosts are connected to, and what its links are like.
import { BitplaneError } from '@bitplane/model';
import { startHolder, type Holder } from './holder';
import { delayObstacle } from './obstacle';

/** A link between a host and the switch, the same in both directions. */
export interface Link {
  /** Default: as fast as this machine copies. */
  readonly bitsPerSecond?: number;
  /** Seconds from a host to the switch; another host is twice as far. Default: none but this machine's. */
  readonly delay?: number;
}

export interface Switch {
  /** Connects a host with this IPv4 address, as its eth0. */
  plugIn(host: Holder, address: string): void;
  /** The cable is pulled out, or in again. */
  setConnected(host: Holder, isConnected: boolean): void;
  end(): Promise<void>;
}

/**
 * Bytes that a link which was idle sends at once: 100 µs of its rate, but at least 128 KiB. With less, a busy machine
 * wakes up too late to keep up a rate of 1 Gbit/s.
 */
export const burstOf = (bitsPerSecond: number): number => Math.max(131_072, Math.ceil((bitsPerSecond / 8) * 100e-6));
/** What waits at a link before packets are lost, s: as a switch with small buffers has. */
const QUEUE_SECONDS = 0.01;

/** Throws E_SETUP where the kernel cannot delay packets. */
export async function startSwitch(link: Link): Promise<Switch> {
  const obstacle = (link.delay ?? 0) > 0 ? delayObstacle() : null;
  if (obstacle !== null) throw new BitplaneError('E_SETUP', `a delay of links needs ${obstacle}`);
  const holder = await startHolder('switch');
  holder.runInNetwork('ip', ['link', 'add', 'bridge', 'type', 'bridge']);
  holder.runInNetwork('ip', ['link', 'set', 'bridge', 'up']);
  const portOf = ({ pid }: Holder): string => `port${pid}`;
  return {
    plugIn(host, address) {
      const port = portOf(host);
      const peer = ['peer', 'name', 'eth0', 'netns', String(host.pid)];
      holder.runInNetwork('ip', ['link', 'add', port, 'type', 'veth', ...peer]);
      holder.runInNetwork('ip', ['link', 'set', port, 'master', 'bridge', 'up']);
      host.runInNetwork('ip', ['address', 'add', `${address}/24`, 'dev', 'eth0']);
      host.runInNetwork('ip', ['link', 'set', 'lo', 'up']);
      host.runInNetwork('ip', ['link', 'set', 'eth0', 'up']);
      shape(holder, port, link);
      shape(host, 'eth0', link);
    },
    setConnected(host, isConnected) {
      holder.runInNetwork('ip', ['link', 'set', portOf(host), isConnected ? 'up' : 'down']);
    },
    end: () => holder.end(),
  };
}

/** What leaves by this device waits: for the delay, then for the rate. */
function shape(holder: Holder, device: string, { bitsPerSecond, delay = 0 }: Link): void {
  const add = (...words: (string | number)[]): string =>
    holder.runInNetwork('tc', ['qdisc', 'add', 'dev', device, ...words.map(String)]);
  const isDelayed = delay > 0;
  // Its queue holds what is on its way.
  if (isDelayed) add('root', 'handle', '1:', 'netem', 'delay', `${Math.round(delay * 1e6)}us`, 'limit', 100_000);
  if (bitsPerSecond === undefined) return;
  const burst = burstOf(bitsPerSecond);
  const queue = Math.max(4 * burst, Math.ceil((bitsPerSecond / 8) * QUEUE_SECONDS));
  const place = isDelayed ? ['parent', '1:1'] : ['root'];
  add(...place, 'handle', '2:', 'tbf', 'rate', `${bitsPerSecond}bit`, 'burst', burst, 'limit', queue);
}
