// What runs on a host.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Holder } from './holder';

/** What makes it a host: its first shell with the process that reads its input, and the ssh server's own processes. */
const OWN = /^(sh -c |cat$|\S*sshd |sshd[:-])/;

/** The command lines of a host's other processes. */
export function programsOn({ pid }: Holder): string[] {
  const namespace = namespaceOf(String(pid));
  return commandLines((each) => namespaceOf(each) === namespace).filter((line) => !OWN.test(line));
}

/** Those of all processes, or of some. */
export const commandLines = (isMeant: (pid: string) => boolean = () => true): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isMeant(name))
    .map(commandLineOf)
    .filter((line) => line !== '');

const namespaceOf = (pid: string): string | null => orNull(() => readlinkSync(`/proc/${pid}/ns/pid`));

/** Empty where the process has ended. */
const commandLineOf = (pid: string): string =>
  (orNull(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '').split('\0').join(' ').trim();

/** Processes end while one looks at them. */
function orNull<Result>(look: () => Result): Result | null {
  try {
    return look();
  } catch {
    return null;
  }
}
