// The paths of docs/import.md, as the page prints them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';

export interface ImportPath {
  /** In bold above it. */
  readonly name: string;
  /** Lines of Python that write the file. */
  readonly python: string;
  /** The words of each command line. */
  readonly commands: readonly (readonly string[])[];
}

/** Of the page's section "Paths". */
export function readImportPaths(): ImportPath[] {
  const page = readFileSync(join(workspaceRoot(), 'docs/import.md'), 'utf8');
  const [, section] = /^## Paths\n([^]*?)^## /m.exec(page)!;
  return section
    .split(/^\*\*/m)
    .slice(1)
    .map((text) => {
      const [name] = text.split('**');
      const code = text.replace(/ \\\n +/g, ' ').match(/^ {4}.*$/gm) ?? [];
      const lines = code.map((line) => line.slice(4));
      const isCommand = (line: string): boolean => line.startsWith('npx ');
      return {
        name,
        python: lines.filter((line) => !isCommand(line)).join('\n'),
        commands: lines.filter(isCommand).map(wordsOf),
      };
    });
}

/** As a shell splits them, which knows no more of quotes here. */
const wordsOf = (line: string): string[] => (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
