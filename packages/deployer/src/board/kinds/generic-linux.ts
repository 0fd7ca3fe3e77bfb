import type { Board } from './board';

/** Whatever runs Linux and an SSH server. */
export const genericLinux: Board = {
  name: 'generic-linux',
  title: 'any board with Linux and an SSH server',
  model: /^/,
  standIn: false,
  thermalZone: /cpu|soc|pkg/i,
  advice:
    'fix the clock with --governor performance, or by hand: echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor',
};
