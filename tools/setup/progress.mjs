// What the set-up shows: a line when a step ends, and meanwhile what runs and how much has arrived.
import { arrivedNbytes } from './fetch.mjs';
import { interruption } from './interruption.mjs';

/** Shows progress on `stream`. begin, end and fail are called by the schedule; stop ends the display. */
export function showProgress(stream = process.stdout) {
  const begun = new Map();
  const clear = () => stream.isTTY && stream.write('\r\x1b[K');
  // A terminal's last line is rewritten each second; a log gets a line from time to time.
  const timer = setInterval(showRunning, stream.isTTY ? 1_000 : 15_000);

  const seconds = (name) => Math.round((Date.now() - begun.get(name)) / 1000);
  const finish = (name, text) => {
    clear();
    stream.write(`  ${name.padEnd(17)}${text} (${seconds(name)} s)\n`);
    begun.delete(name);
  };

  function showRunning() {
    const running = [...begun.keys()].map((name) => {
      const megabytes = Math.round(arrivedNbytes(name) / 1e6);
      return `${name} ${seconds(name)} s${megabytes > 0 ? `, ${megabytes} MB` : ''}`;
    });
    if (running.length === 0) return;
    clear();
    const line = `  … ${running.join(' · ')}`;
    stream.write(stream.isTTY ? line.slice(0, stream.columns - 1) : `${line}\n`);
  }

  return {
    begin: (name) => begun.set(name, Date.now()),
    end: finish,
    fail: (name, text) => finish(name, interruption.signal.aborted ? 'interrupted' : `FAILED: ${text}`),
    stop: () => {
      clearInterval(timer);
      clear();
    },
  };
}
