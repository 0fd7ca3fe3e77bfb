// What is wrong with a command line, in one line that names where to look.
import { BitplaneError } from '@bitplane/model';

interface CommandLine {
  /** What a user types to start it: "npx bitplane-trainer". */
  readonly start: string;
  /** None where the program does one thing. */
  readonly commands: readonly string[];
  readonly argv: readonly string[];
}

/** E_USAGE out of a parser's error, whose message may have lines, a prefix and a full stop. */
export function usageError(cause: Error, { start, commands, argv }: CommandLine): BitplaneError {
  const command = commands.find((name) => name === argv[0]);
  const see = `see "${[start, ...(command === undefined ? [] : [command])].join(' ')} --help"`;
  const reason =
    argv.length === 0 && commands.length > 0
      ? `expected a command (${commands.join(', ')}), got none`
      : cause.message
          .replace(/^error: /, '')
          .replaceAll('\n', ' ')
          .replace(/\.$/, '');
  return new BitplaneError('E_USAGE', `${reason}: ${see}`, { cause });
}
