// Reads an ssh_config with the files that it includes; the package ssh-config parses, but leaves Include lines alone.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import SSHConfig, { glob } from 'ssh-config';
import { BitplaneError } from '@bitplane/model';

/** What a file says about one host: lower-case names; repeatable options as lists. */
export type HostOptions = (host: string) => Readonly<Record<string, string | readonly string[]>>;

/** As deep as OpenSSH follows Include. */
const MAX_DEPTH = 16;

/** Opens `file`, or ~/.ssh/config if that exists. Throws E_MISSING_FILE for a named file that is not there, E_FILE if it cannot be parsed. */
export function readConfigFile(file?: string): HostOptions {
  const path = file ?? join(homedir(), '.ssh/config');
  if (!existsSync(path)) {
    if (file === undefined) return () => ({});
    throw new BitplaneError('E_MISSING_FILE', `expected an ssh_config, found no file ${path}: correct --ssh-config`);
  }
  try {
    const config = SSHConfig.parse(withIncludes(path, 0));
    return (host) => config.compute(host, { ignoreCase: true });
  } catch (error) {
    throw new BitplaneError('E_FILE', `${path}: expected an ssh_config: ${(error as Error).message}`, { cause: error });
  }
}

/** The file's text with every Include line replaced by the text of its files. */
function withIncludes(path: string, depth: number): string {
  if (depth > MAX_DEPTH) throw new Error(`Include is nested more than ${MAX_DEPTH} deep`);
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  return lines
    .map((line) => {
      const include = /^\s*include[\s=]+(.+)$/i.exec(line);
      if (include === null) return line;
      const patterns = include[1].trim().split(/\s+/);
      return patterns
        .flatMap(matchingFiles)
        .map((file) => withIncludes(file, depth + 1))
        .join('\n');
    })
    .join('\n');
}

/** Files of one Include pattern, relative ones in ~/.ssh; wildcards in the last part only, as they are used. */
function matchingFiles(pattern: string): string[] {
  const path = resolve(join(homedir(), '.ssh'), pattern.replace(/^"|"$/g, '').replace(/^~(?=\/)/, homedir()));
  const folder = dirname(path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && glob(path, join(folder, entry.name)))
    .map((entry) => join(folder, entry.name))
    .sort();
}
