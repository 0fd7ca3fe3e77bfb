// How the values of ssh_config options are read: each reader gives what `ssh -G` prints.
import { isNone, parseJump } from './jump';
import { badLine, type Line } from './line';
import { portNumber } from './port';
import { expandEnvironment } from './tokens';

export type Reader = (line: Line) => readonly string[];

/** One word. */
export const word: Reader = (line) => [onlyWord(line)];

/** A list of files; "none" must be alone. */
export const files: Reader = (line) => {
  const { words } = line;
  if (words.includes('')) throw badLine(line, `${line.keyword} has an empty value`);
  if (words.length > 1 && words.some(isNone)) {
    throw badLine(line, `expected "none" of ${line.keyword} alone, found more values`);
  }
  return words.map((file) => (isNone(file) ? 'none' : file));
};

/** The rest of the line, with quotes and all. */
export const command: Reader = ({ rest }) => [rest.replace(/^[ \t\r\n=]+/, '')];

/** One of some words in any case; the table says how `ssh -G` calls each. */
export const choice =
  (names: Readonly<Record<string, string>>): Reader =>
  (line) => {
    const value = onlyWord(line).toLowerCase();
    if (Object.hasOwn(names, value)) return [names[value]];
    throw badLine(line, `expected ${line.keyword} to be ${Object.keys(names).join(', ')}, got "${value}"`);
  };

export const flag = choice({ yes: 'yes', true: 'yes', no: 'no', false: 'no' });

export const count: Reader = (line) => {
  const text = onlyWord(line);
  if (/^\d{1,9}$/.test(text)) return [String(Number(text))];
  throw badLine(line, `expected ${line.keyword} to be a whole number, got "${text}"`);
};

export const port: Reader = (line) => {
  const text = onlyWord(line);
  const number = portNumber(text);
  if (number !== null) return [String(number)];
  throw badLine(line, `expected a port from 1 to 65535 or a service of /etc/services, got "${text}"`);
};

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** A time such as 90, 90s or 1m30, in seconds. "none" leaves the option as if the line were not there. */
export const time: Reader = (line) => {
  const text = onlyWord(line);
  if (text === 'none') return [];
  if (!/^(?:\d{1,9}[smhdw]?)+$/i.test(text)) {
    throw badLine(line, `expected ${line.keyword} to be a time such as 90, 90s or 1m30, got "${text}"`);
  }
  const parts = [...text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)];
  const seconds = parts.map(([, digits, unit]) => Number(digits) * SECONDS[(unit || 's') as keyof typeof SECONDS]);
  return [String(seconds.reduce((total, part) => total + part, 0))];
};

/** A socket, an environment variable as $NAME, or a word; its variables must be set. */
export const agent: Reader = (line) => {
  const value = onlyWord(line);
  if (/^\$(?!\{)/.test(value) && !/^\$\w+$/.test(value)) {
    throw badLine(line, `expected the name of a variable after $, got "${value}"`);
  }
  expandEnvironment(value, line.where);
  return [value];
};

/** The value in the form of `ssh -G`. */
export const jump: Reader = (line) => {
  const [text] = command(line);
  const value = parseJump(text);
  if (value !== null) return [value];
  throw badLine(line, `expected ProxyJump as [user@]host[:port], separated by commas, got "${text}"`);
};

function onlyWord(line: Line): string {
  const [first = '', ...more] = line.words;
  if (first === '') throw badLine(line, `expected a value after ${line.keyword}`);
  if (more.length > 0) throw badLine(line, `expected one value after ${line.keyword}, found more: "${more.join(' ')}"`);
  return first;
}
