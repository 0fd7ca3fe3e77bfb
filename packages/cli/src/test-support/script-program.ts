// Programs that do what a test wants.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * An executable file in this folder that runs shell commands: it stands for an on-board program that misbehaves.
 * Returns its path.
 */
export function scriptProgram(folder: string, commands: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'bitplane');
  writeFileSync(file, `#!/bin/sh\n${commands}\n`, { mode: 0o755 });
  return file;
}
