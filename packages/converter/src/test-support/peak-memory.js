// The most memory that this process has had, in kB. On Linux resourceUsage().maxRSS starts with what the parent had
// when it started the process; VmHWM starts anew.
const { existsSync, readFileSync, writeFileSync } = require('node:fs');

const STATUS = '/proc/self/status';

function peakKb() {
  if (!existsSync(STATUS)) return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8'))[1]);
}

module.exports = { peakKb };

// With --require and MEASURED: written there when the process ends, with its time on the processor.
if (process.env.MEASURED !== undefined) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeFileSync(process.env.MEASURED, JSON.stringify({ peakKb: peakKb(), cpuMs: (user + system) / 1000 }));
  });
}
