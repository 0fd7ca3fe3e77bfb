// SIGINT and SIGTERM, treated alike: running programs are ended and half-made files removed; a second signal ends us at
// once.
export const interruption = new AbortController();

export function watchForInterruption() {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interruption.abort());
}
