// A rank that says which Open MPI it has joined the others by. mpirun starts it.
import { loadBackend } from '../backend';
import { joinRanks } from '../distributed/open-mpi';

async function main(): Promise<void> {
  await loadBackend();
  const { place, mpi } = joinRanks();
  console.log(place.version);
  mpi.leave();
}

if (require.main === module) void main();
