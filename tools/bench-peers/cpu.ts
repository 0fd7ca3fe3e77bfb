// What this machine's CPU is called.
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Cpu } from './record';

const CPU_INFO = '/proc/cpuinfo';

export const thisCpu = (): Cpu =>
  cpuOf(cpus()[0].model.trim(), existsSync(CPU_INFO) ? readFileSync(CPU_INFO, 'utf8') : '');

/** info: the text of /proc/cpuinfo, or nothing. */
export function cpuOf(model: string, info: string): Cpu {
  const value = (name: string): string | null => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(info)?.[1].trim() ?? null;
  const [family, number] = [value('cpu family'), value('model')];
  return {
    model,
    family: family === null || number === null ? null : `family ${family} model ${number}`,
    hasAmx: (value('flags') ?? '').split(' ').includes('amx_int8'),
  };
}
