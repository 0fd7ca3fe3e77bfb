import { shellWords } from '../sweep/shell-words';

/** The command line that this process was started with, which continues what is there; for the end of a message. */
export function sameCommand(argv: readonly string[] = process.argv): string {
  const [command, ...words] = argv.slice(2);
  return shellWords(['npx', 'nx', 'run', `trainer:${command}`, ...words.filter((word) => word !== '--overwrite')]);
}
