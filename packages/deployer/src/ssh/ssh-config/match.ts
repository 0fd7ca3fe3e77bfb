// The conditions of Match lines.
import { spawnSync } from 'node:child_process';
import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { matchesPatternList } from '../pattern';
import { badLine, takeField, type Line } from './line';
import { localUser } from './local-user';
import { firstValue, hostNameOf, readingTokens, userOf, type Reading } from './reading';
import { expandTokens } from './tokens';

interface Condition {
  readonly name: string;
  readonly isNegated: boolean;
  readonly argument: string;
}

/**
 * Whether all conditions hold. `mayRun` is false where the answer cannot count, so that no command of "exec" is run.
 */
export function evaluateMatch(line: Line, reading: Reading, mayRun: boolean): boolean {
  let result = true;
  for (const { name, isNegated, argument } of conditions(line)) {
    if (name === 'final') reading.wantsFinal = true;
    // A command is not run once another condition has failed.
    if (name === 'exec' && !(result && mayRun)) continue;
    if (TESTS[name](argument, reading, line) === isNegated) result = false;
  }
  return result;
}

const WITHOUT_ARGUMENT = ['all', 'final', 'canonical'];

function conditions(line: Line): Condition[] {
  const found: Condition[] = [];
  let rest: string | null = line.rest;
  const next = (): string => {
    const field = rest === null ? null : takeField(rest);
    rest = field?.rest ?? null;
    if (field === null || !field.text.startsWith('#')) return field?.text ?? '';
    rest = null;
    return '';
  };
  for (let field = next(); field !== ''; field = next()) {
    const name = field.replace(/^!/, '').toLowerCase();
    if (!Object.hasOwn(TESTS, name)) throw badLine(line, `Match has no condition "${name}"`);
    const argument = WITHOUT_ARGUMENT.includes(name) ? '' : next();
    if (argument === '' && !WITHOUT_ARGUMENT.includes(name)) throw badLine(line, `Match ${name} needs a value`);
    found.push({ name, isNegated: field.startsWith('!'), argument });
  }
  if (found.length === 0) throw badLine(line, 'Match needs a condition');
  checkAll(found, line);
  return found;
}

/** "all" must be alone, or last after one other condition. */
function checkAll(found: readonly Condition[], line: Line): void {
  const at = found.findIndex(({ name }) => name === 'all');
  if (at >= 0 && (at !== found.length - 1 || found.length > 2)) {
    throw badLine(line, 'Match all cannot be combined with other conditions');
  }
}

type Test = (argument: string, reading: Reading, line: Line) => boolean;

const isFinal: Test = (_, reading) => reading.isFinal;

const TESTS: Readonly<Record<string, Test>> = {
  all: () => true,
  canonical: isFinal,
  final: isFinal,
  host: (list, reading) => matchesPatternList(hostNameOf(reading), list, { ignoreCase: true }),
  originalhost: (list, reading) => matchesPatternList(reading.originalHost, list, { ignoreCase: true }),
  user: (list, reading) => matchesPatternList(userOf(reading), list),
  localuser: (list) => matchesPatternList(localUser().name ?? '', list),
  tagged: (list, reading) => matchesPatternList(firstValue(reading, 'tag') ?? '', list),
  localnetwork: isOnNetwork,
  exec: succeeds,
};

/** Runs a command as ssh does: with the user's own shell, its output thrown away. */
function succeeds(command: string, reading: Reading, line: Line): boolean {
  const shell = process.env.SHELL ?? '/bin/sh';
  const text = expandTokens(command, readingTokens(reading, hostNameOf(reading)), 'Match exec');
  const { status, error } = spawnSync(shell, ['-c', text], { stdio: 'ignore', env: process.env });
  if (status !== null) return status === 0;
  throw badLine(line, `Match exec cannot run with ${shell} (${error?.message ?? 'it was ended by a signal'})`);
}

/** Whether an address of this computer lies in one of some networks, such as 10.0.0.0/24. */
function isOnNetwork(list: string, _: Reading, line: Line): boolean {
  const networks = new BlockList();
  for (const text of list.split(',')) {
    const [address, bits] = text.split('/');
    try {
      networks.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
    } catch {
      throw badLine(line, `expected Match localnetwork with networks such as 10.0.0.0/24, got "${text}"`);
    }
  }
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  return addresses.some(({ address, family }) => networks.check(address, family === 'IPv6' ? 'ipv6' : 'ipv4'));
}
