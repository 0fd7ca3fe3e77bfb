/** What to do where messages between hosts do not arrive. */
export const NETWORK_ADVICE =
  'Open MPI tries all networks of a host, such as those of containers; name the one that connects the hosts: ' +
  'export OMPI_MCA_btl_tcp_if_include=192.168.1.0/24 OMPI_MCA_oob_tcp_if_include=192.168.1.0/24';
