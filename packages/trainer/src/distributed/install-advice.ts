/** How Open MPI gets onto a machine. */
export const INSTALL_OPEN_MPI =
  'install Open MPI 4.1 or 5 on every host: "sudo apt-get install openmpi-bin" (Debian, Ubuntu), "brew install open-mpi" (macOS), ' +
  '"sudo dnf install openmpi" and "module load mpi/openmpi-x86_64" (Fedora, RHEL)';
