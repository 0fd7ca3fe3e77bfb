// A program with commands, as commander parses them: every error is thrown, and only the program's cli.ts says it.
import { Command, CommanderError } from 'commander';
import { commandsHere } from './commands-here';
import { usageError } from './usage';

export interface CommandLine {
  /** As --help calls it: "bitplane-trainer". */
  readonly program: string;
  /** What a user types to start it; default: npx and the program. */
  readonly start?: string;
  readonly description: string;
  /** Each adds a command, with its options and what it does. A program that does one thing has these itself. */
  readonly commands: readonly ((program: Command) => unknown)[];
}

/** Runs a command line to its end. Throws E_USAGE for one that is wrong, and what its command throws. */
export async function runCommandLine(
  { program, start = `npx ${program}`, description, commands }: CommandLine,
  argv: readonly string[],
): Promise<void> {
  const root = configure(new Command(program)).description(description);
  for (const add of commands) add(root);
  try {
    await root.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // --help and --version end a command line in this way too.
    if (error.exitCode === 0) return;
    throw usageError(error, { start, commands: root.commands.map((command) => command.name()), argv });
  }
}

/** The commands that are added to it inherit all of this. */
const configure = (root: Command): Command =>
  root
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void process.stdout.write(commandsHere(text)),
      writeErr: () => undefined,
    })
    .allowExcessArguments(false)
    .showSuggestionAfterError();
