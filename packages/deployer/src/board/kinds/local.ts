import type { Board } from './board';

/** This computer, reached through the built-in SSH server. */
export const local: Board = {
  name: 'local',
  title: 'built-in SSH server on this computer, instead of a board',
  model: /^/,
  standIn: true,
  thermalZone: /x86_pkg_temp|cpu|soc/i,
  advice: 'close other programs while it measures',
};
