export { startHosts, withHosts, type Host, type Hosts, type HostsPlan } from './hosts';
export { delayObstacle, hostsObstacle } from './obstacle';
export { burstOf, type Link } from './switch';
