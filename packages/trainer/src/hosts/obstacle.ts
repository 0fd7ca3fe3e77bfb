// Whether this machine can have hosts of its own.
import { mpirunObstacle } from '../distributed/launch';
import { complaintOf } from './run';

/** Programs, and the Debian packages with them. */
const PROGRAMS = {
  ip: 'iproute2',
  tc: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  taskset: 'util-linux',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  sshd: 'openssh-server',
};

/** What a host has for itself, as options of unshare and nsenter. */
export const NAMESPACES = ['--net', '--uts', '--mount', '--ipc', '--pid'];

/** What is missing where startHosts() cannot work, as words that follow "needs"; else null. */
export function hostsObstacle(): string | null {
  if (process.platform !== 'linux') return 'the network namespaces of Linux';
  if (process.getuid?.() !== 0) return 'root, for network namespaces';
  const missing = Object.entries(PROGRAMS).find(([name]) => complaintOf('sh', ['-c', `command -v ${name}`]) !== null);
  if (missing !== undefined) return `${missing[0]} (apt-get install ${missing[1]})`;
  const devices = 'ip link add name a type veth peer name b && ip link add name c type bridge && mount -t tmpfs a /run';
  const complaint = complaintOf('unshare', [...NAMESPACES, '--fork', 'sh', '-c', devices]);
  if (complaint === null) return mpirunObstacle();
  return `namespaces with veth and bridge devices, which this kernel or container does not allow: ${complaint}`;
}

/** What is missing for a delay of links; else null. */
export function delayObstacle(): string | null {
  const words = ['--net', 'sh', '-c', 'tc qdisc add dev lo root netem delay 1ms'];
  if (complaintOf('unshare', words) === null) return null;
  return 'the kernel module sch_netem, which this kernel does not have (Ubuntu: linux-modules-extra of its version)';
}
