import type { Board } from './board';

/** All models; Raspberry Pi OS, 32 or 64 bits. */
export const raspberryPi: Board = {
  name: 'raspberry-pi',
  title: 'Raspberry Pi',
  model: /^Raspberry Pi/,
  standIn: false,
  thermalZone: /^cpu-thermal$/,
  advice:
    'fix the clock with --governor performance, or by hand: echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor',
};
