// Reads an ssh_config line by line with OpenSSH's "active" state, which an included file inherits and never changes.
import { readFileSync, statSync } from 'node:fs';
import { BitplaneError } from '@bitplane/model';
import { matchesPattern, matchesPatternList } from '../pattern';
import { glob } from './glob';
import { isNone } from './jump';
import { ADDING, ALIASES, FOLLOWED, PASSED_OVER } from './keywords';
import { badLine, parseLine, type Line } from './line';
import { evaluateMatch } from './match';
import { firstValue, type Reading } from './reading';

export interface ConfigFile {
  readonly path: string;
  /** Where relative Include patterns count from. */
  readonly includeFolder: string;
  /** Whether Include patterns may start with ~. */
  readonly isUsers: boolean;
  readonly depth: number;
  /** False in a file that a block includes which does not match: no Host or Match in it matches either. */
  readonly mayMatch: boolean;
}

const MAX_DEPTH = 16;

/** Adds what the file says to `reading`. Throws E_FILE for what OpenSSH would reject. */
export function readConfigFile(file: ConfigFile, reading: Reading): void {
  if (file.depth > MAX_DEPTH) {
    throw new BitplaneError(
      'E_FILE',
      `${file.path}: expected Include at most ${MAX_DEPTH} files deep: it forms a loop`,
    );
  }
  let isActive = file.mayMatch;
  const lines = readText(file.path).split('\n');
  for (const [index, text] of lines.entries()) {
    const line = parseLine(text, `${file.path} line ${index + 1}`);
    if (line === null) continue;
    if (line.keyword === 'host') isActive = matchesHost(line, reading) && file.mayMatch;
    else if (line.keyword === 'match') isActive = evaluateMatch(line, reading, file.mayMatch) && file.mayMatch;
    else if (line.keyword === 'include') include(line, file, { reading, isActive });
    else readOption(line, reading, isActive);
  }
}

/** Patterns are separated by blanks only; a negated one that matches rules the host out. */
function matchesHost(line: Line, { host }: Reading): boolean {
  if (line.words.includes('')) throw badLine(line, 'Host has an empty pattern');
  const matches = (pattern: string): boolean => matchesPattern(host, pattern);
  const [negated, positive] = [true, false].map((sign) => line.words.filter((word) => word.startsWith('!') === sign));
  return positive.some(matches) && !negated.some((pattern) => matches(pattern.slice(1)));
}

interface Block {
  readonly reading: Reading;
  readonly isActive: boolean;
}

function include(line: Line, file: ConfigFile, { reading, isActive }: Block): void {
  for (const pattern of line.words) {
    if (pattern === '') throw badLine(line, 'Include has an empty pattern');
    if (pattern.startsWith('~') && !file.isUsers)
      throw badLine(line, `${pattern} cannot start with ~ in a system's file`);
    const isAnchored = pattern.startsWith('/') || pattern.startsWith('~');
    for (const path of glob(isAnchored ? pattern : `${file.includeFolder}/${pattern}`)) {
      // Folders and links that lead nowhere are passed over, as OpenSSH does.
      if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
      checkOwner(path);
      readConfigFile({ ...file, path, depth: file.depth + 1, mayMatch: isActive }, reading);
    }
  }
}

/** Others could name another host or command there. Throws E_FILE. */
export function checkOwner(path: string): void {
  const { uid, mode } = statSync(path);
  if ((uid === 0 || uid === process.getuid?.()) && (mode & 0o022) === 0) return;
  throw new BitplaneError(
    'E_FILE',
    `${path}: expected a file of yours or root's that only its owner may write: chmod go-w ${path}`,
  );
}

function readOption(line: Line, reading: Reading, isActive: boolean): void {
  const option = ALIASES[line.keyword] ?? line.keyword;
  if (!Object.hasOwn(FOLLOWED, option)) return checkKnown(line, reading);
  const values = FOLLOWED[option](line);
  if (!isActive || values.length === 0) return;
  const present = reading.values.get(option) ?? [];
  if (ADDING.includes(option)) reading.values.set(option, [...new Set([...present, ...values])]);
  else if (present.length === 0 && !isDecided(option, reading)) reading.values.set(option, [...values]);
}

/** Of ProxyJump and ProxyCommand, the first one counts; but a ProxyCommand may come after "ProxyJump none". */
function isDecided(option: string, reading: Reading): boolean {
  if (option === 'proxyjump') return reading.values.has('proxycommand');
  return option === 'proxycommand' && !isNone(firstValue(reading, 'proxyjump') ?? 'none');
}

function checkKnown(line: Line, reading: Reading): void {
  const ignored = firstValue(reading, 'ignoreunknown') ?? '';
  if (PASSED_OVER.has(line.keyword) || matchesPatternList(line.keyword, ignored, { ignoreCase: true })) return;
  throw badLine(line, `there is no option ${line.keyword} (IgnoreUnknown ${line.keyword}, above it, passes it over)`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected an ssh_config that can be read (${(error as Error).message})`,
      {
        cause: error,
      },
    );
  }
}
