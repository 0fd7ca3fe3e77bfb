// What is wrong with a command line, in one line that names where to look.
import { BitplaneError } from '@bitplane/model';

interface CommandLine {
  /** As a user starts it: "bitplane-trainer". */
  readonly program: string;
  readonly commands: readonly string[];
  readonly argv: readonly string[];
}

/** E_USAGE out of a parser's error, whose message may have lines, a prefix and a full stop. */
export function usageError(cause: Error, { program, commands, argv }: CommandLine): BitplaneError {
  const command = commands.find((name) => name === argv[0]);
  const see = `see "npx ${[program, ...(command === undefined ? [] : [command])].join(' ')} --help"`;
  const reason =
    argv.length === 0
      ? `expected a command (${commands.join(', ')}), got none`
      : cause.message
          .replace(/^error: /, '')
          .replaceAll('\n', ' ')
          .replace(/\.$/, '');
  return new BitplaneError('E_USAGE', `${reason}: ${see}`, { cause });
}
