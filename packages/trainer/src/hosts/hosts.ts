// Hosts on this machine, for tests and measurements of what runs on several: each has its own network, name, processes
// and mounts, and an ssh server; a switch connects them. They share files, kernel and memory.
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { coresOfSlots } from './cores';
import { makeHostsFolder } from './folder';
import { childOf, startHolder, type Holder } from './holder';
import { hostsObstacle } from './obstacle';
import { programsOn } from './programs';
import { makeSsh } from './ssh';
import { startSwitch, type Link, type Switch } from './switch';

export interface HostsPlan extends Link {
  /** How many ranks each host takes: [2, 1] are two hosts. Every slot has a core, where there are enough. */
  readonly slots: readonly number[];
}

export interface Hosts {
  /** By number, which is counted from 0. On the first one mpirun reaches all others. */
  readonly all: readonly Host[];
  /** For `mpirun --hostfile` and `train --distributed n --hostfile`. */
  readonly hostfile: string;
  /** Ends all that runs on them. Where this process ends without it, the hosts end as well. */
  close(): Promise<void>;
}

export interface Host {
  /** host-1, host-2, … */
  readonly name: string;
  readonly address: string;
  /** Starts a program as child_process.spawn does. Such a child is a step away from the program: see signal(). */
  spawn(program: string, words: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Sends a signal to the program that such a child has started. */
  signal(child: ChildProcess, signal: NodeJS.Signals): void;
  /**
   * From now on this host, and no other one, finds `source` at the path `target`: two files, or two folders. Returns
   * what undoes it.
   */
  replace(target: string, source: string): () => void;
  /** Pulls its cable out of the switch, or plugs it in again. */
  setConnected(isConnected: boolean): void;
  /** Runs a short command as root, such as `ip`. Throws E_SETUP where it fails. */
  run(program: string, words: readonly string[]): string;
  /** The command lines of all that runs on it, but for its shell and its ssh server. */
  programs(): string[];
}

/** Ends the hosts when `work` has ended. Throws what startHosts and `work` throw. */
export async function withHosts<Result>(
  plan: HostsPlan,
  work: (hosts: Hosts) => Result | Promise<Result>,
): Promise<Result> {
  const hosts = await startHosts(plan);
  try {
    return await work(hosts);
  } finally {
    await hosts.close();
  }
}

/** Throws E_SETUP where the machine cannot have hosts, E_USAGE for a host with more slots than there are cores. */
export async function startHosts({ slots, ...link }: HostsPlan): Promise<Hosts> {
  const obstacle = hostsObstacle();
  if (obstacle !== null) throw new BitplaneError('E_SETUP', `hosts on this machine need ${obstacle}`);
  const cores = coresOfSlots(slots);
  const folder = makeHostsFolder();
  const open: { end(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.map((each) => each.end()));
    folder.remove();
  };
  const keep = <Part extends { end(): Promise<void> }>(part: Part): Part => {
    open.push(part);
    return part;
  };
  try {
    const names = slots.map((_, number) => `host-${number + 1}`);
    const addresses = names.map((_, number) => `10.0.0.${number + 1}`);
    const hostfile = join(folder.path, 'hostfile');
    writeFileSync(hostfile, names.map((name, number) => `${name} slots=${slots[number]}\n`).join(''));
    const etcHosts = join(folder.path, 'hosts');
    writeFileSync(
      etcHosts,
      ['127.0.0.1 localhost', ...names.map((name, i) => `${addresses[i]} ${name}`), ''].join('\n'),
    );
    const ssh = makeSsh(folder.path, names);
    const network = keep(await startSwitch(link));
    const all: Host[] = [];
    for (const [number, name] of names.entries()) {
      const env = { ...environmentOf(cores[number]), TMPDIR: folder.make(name) };
      const statements = `mount --bind '${etcHosts}' /etc/hosts\n${ssh.server(name, env)}`;
      const holder = keep(await startHolder(name, { statements, cores: cores[number] }));
      network.plugIn(holder, addresses[number]);
      all.push(makeHost({ name, address: addresses[number], holder, network, env: { ...env, ...ssh.environment } }));
    }
    return { all, hostfile, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Open MPI binds ranks to the cores that hwloc shows it, which by default are those of the machine. */
const environmentOf = (cores: readonly number[]): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HWLOC_SYNTHETIC: `numa:1 core:${cores.length} pu:1(indexes=${cores.join()})`,
  HWLOC_THISSYSTEM: '1',
});

interface HostParts {
  readonly name: string;
  readonly address: string;
  readonly holder: Holder;
  readonly network: Switch;
  readonly env: Readonly<Record<string, string>>;
}

function makeHost({ name, address, holder, network, env }: HostParts): Host {
  return {
    name,
    address,
    spawn(program, words, options = {}) {
      // The folder is entered inside: an open folder would show what it held outside.
      const { cwd = process.cwd(), ...rest } = options;
      const inside = ['env', `--chdir=${String(cwd)}`, program, ...words];
      return spawn(holder.enter[0], [...holder.enter.slice(1), ...inside], {
        ...rest,
        env: { ...(options.env ?? process.env), ...env },
      });
    },
    signal(child, signal) {
      if (child.exitCode === null && child.signalCode === null) process.kill(childOf(child.pid!), signal);
    },
    replace(target, source) {
      holder.run('mount', ['--bind', source, target]);
      return () => void holder.run('umount', [target]);
    },
    setConnected: (isConnected) => network.setConnected(holder, isConnected),
    run: (program, words) => holder.run(program, words),
    programs: () => programsOn(holder),
  };
}
