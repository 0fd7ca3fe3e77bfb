// glob(3) as OpenSSH uses it for Include: wildcards in every part of a path, ~ and ~user, and no hidden file unless the
// pattern names its dot.
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expandTilde, homeFolder } from './local-user';

/** What is there under an absolute pattern, or one that starts with ~, in the order of names. */
export function glob(pattern: string): string[] {
  const parts = expandTilde(pattern, homeFolder())?.split('/');
  return parts === undefined ? [] : descend('/', parts.filter(Boolean));
}

function descend(folder: string, [part, ...rest]: readonly string[]): string[] {
  if (part === undefined) return [folder];
  const next = hasWildcard(part) ? namesIn(folder).filter(matcher(part)) : [part.replace(/\\(.)/g, '$1')];
  return next
    .map((name) => join(folder, name))
    .filter(isThere)
    .flatMap((path) => descend(path, rest));
}

const hasWildcard = (part: string): boolean => /[*?]|\[.+\]/.test(part);

function matcher(part: string): (name: string) => boolean {
  const expression = new RegExp(`^${source(part)}$`, 'su');
  return (name) => (!name.startsWith('.') || part.startsWith('.')) && expression.test(name);
}

const TOKEN =
  /\\(?<escaped>.)|(?<star>\*)|(?<one>\?)|\[(?<not>!?)(?<set>(?:\[:\w+:\]|[^])(?:\[:\w+:\]|[^\]])*)\]|(?<plain>[^])/gu;

const source = (part: string): string =>
  [...part.matchAll(TOKEN)]
    .map(({ groups: { escaped, star, one, not, set, plain } = {} }) => {
      if (star !== undefined) return '.*';
      if (one !== undefined) return '.';
      if (set !== undefined) return `[${not === '' ? '' : '^'}${setSource(set)}]`;
      return quoted(escaped ?? plain);
    })
    .join('');

const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

const SET_TOKEN = /\[:(?<name>\w+):\]|(?<from>[^])-(?<to>[^])|(?<plain>[^])/gu;

/** The inside of [...]: classes, ranges, characters. A range that runs backwards has nothing in it. */
const setSource = (set: string): string =>
  [...set.matchAll(SET_TOKEN)]
    .map(({ groups: { name, from, to, plain } = {} }) => {
      if (name !== undefined) return CLASSES[name] ?? '';
      if (plain !== undefined) return quotedInSet(plain);
      return from <= to ? `${quotedInSet(from)}-${quotedInSet(to)}` : '';
    })
    .join('');

const quoted = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
const quotedInSet = (char: string): string => char.replace(/[\\^[\]-]/, '\\$&');

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // It is not a folder, or may not be read: glob(3) finds nothing there.
    return [];
  }
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
