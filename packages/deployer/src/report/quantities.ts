// Numbers as people read them, in the table and on the page alike.

/** Three significant digits, at most three decimals: 1230, 12.3, 0.456, 0.045. */
const digits = (value: number): string => {
  const decimals = value === 0 ? 0 : Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toFixed(decimals);
};

export const numCores = (cores: number | null): string =>
  cores === null ? 'unknown number of cores' : cores === 1 ? '1 core' : `${cores} cores`;
export const milliseconds = (ms: number): string => `${digits(ms)} ms`;
export const microseconds = (ns: number): string => `${digits(ns / 1000)} µs`;
export const kilobytes = (nbytes: number): string => `${digits(nbytes / 1000)} kB`;
export const joules = (value: number): string =>
  value >= 1 ? `${digits(value)} J` : value >= 1e-3 ? `${digits(value * 1e3)} mJ` : `${digits(value * 1e6)} µJ`;
export const watts = (value: number): string => `${digits(value)} W`;
export const percent = (value: number): string => `${value.toFixed(2)} %`;
export const times = (ratio: number): string => `${digits(ratio)} ×`;
/** Of an emulator whose clock counts them. */
export const instructions = (count: number): string => `${digits(count / 1e6)} M instructions`;
