// Child processes of this machine, without any other program.
import { startChild } from './child';
import type { Launcher } from './launcher';

export const processes: Launcher = {
  what: 'child processes of this machine',
  start: (words, _slot, onText) =>
    startChild({
      program: process.execPath,
      words,
      env: process.env,
      onText,
      isOfRun: () => true,
      explain: (code, signal) => ({
        kind: 'failed',
        reason: signal === null ? `its process ended with exit code ${code}` : `its process was ended by ${signal}`,
        isFinal: false,
      }),
      killBy: 'SIGKILL',
    }),
};
