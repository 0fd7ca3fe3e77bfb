// Connects each rank with the first one, so that a host that is cut off and a process that ends are noticed.
import { networkInterfaces } from 'node:os';
import type { Communicator } from './communicator';
import type { OpenMpi } from './open-mpi';
import { textOfFirst } from './texts';

interface Door {
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly string[];
}

const CONNECT_MS = 1000;

/**
 * Called by all ranks. Where a network lets no other connections through than Open MPI's there are no links, and a lost
 * host is a stall.
 */
export function openLinks(mpi: OpenMpi, communicator: Communicator): void {
  const { rank, size, hosts } = communicator;
  const own = { host: hosts[rank], port: rank === 0 ? mpi.openLinks() : 0, addresses: ownAddresses() };
  const door = JSON.parse(textOfFirst(communicator, JSON.stringify(own), 'address of the first rank')) as Door;
  if (door.port === 0) return;
  const addresses = door.host === hosts[rank] ? ['127.0.0.1', ...door.addresses] : door.addresses;
  if (rank === 0) mpi.acceptLinks(size - 1, CONNECT_MS * (1 + addresses.length));
  else addresses.some((address) => mpi.connectLink(address, door.port, rank, CONNECT_MS));
}

/** IPv4 addresses at which other hosts may find this one. */
const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
