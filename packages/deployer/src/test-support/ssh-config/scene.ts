// A home folder with an ssh_config, for ssh and for the own reading of it alike.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Scene {
  readonly name: string;
  /** What is given as the host; default: board. */
  readonly host?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Further files of ~/.ssh; "->PATH" is a link. */
  readonly files?: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Makes `home`/.ssh and returns its config. */
export function layOut({ files = {}, text }: Scene, home: string): string {
  const folder = join(home, '.ssh');
  for (const [name, content] of Object.entries({ ...files, config: text })) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (content.startsWith('->')) symlinkSync(content.slice(2), path);
    else writeFileSync(path, content, { mode: 0o600 });
  }
  return join(folder, 'config');
}
