// One line of an ssh_config: its keyword and its words, by OpenSSH's two ways to split them.
import { BitplaneError } from '@bitplane/model';

export interface Line {
  /** In lower case. */
  readonly keyword: string;
  /** Quotes and comment removed. */
  readonly words: readonly string[];
  /** All after the keyword, as written. */
  readonly rest: string;
  /** File and line number. */
  readonly where: string;
}

/** The error of a line that OpenSSH would reject. */
export const badLine = ({ where }: Pick<Line, 'where'>, problem: string): BitplaneError =>
  new BitplaneError('E_FILE', `${where}: ${problem}: correct the ssh_config`);

/** Null for an empty line or a comment. */
export function parseLine(text: string, where: string): Line | null {
  // Like OpenSSH, the very first character is never stripped.
  let field = takeField(text.slice(0, 1) + text.slice(1).replace(/[ \t\r\n\f]+$/, ''));
  if (field?.text === '') field = field.rest === null ? null : takeField(field.rest);
  if (field === null || field.text === '' || field.text.startsWith('#')) return null;
  const keyword = field.text.toLowerCase();
  const rest = field.rest?.replace(/^[ \t\r\n]+/, '') ?? '';
  if (rest === '') throw badLine({ where }, `expected a value after ${keyword}`);
  const words = splitWords(rest);
  if (words === null) throw badLine({ where }, 'a quote is not closed');
  return { keyword, words, rest, where };
}

/**
 * Words between blanks, with ' or " around what has blanks, and \\ before a quote, a \\ or (outside of quotes) a blank.
 * A # where a word would start ends the line. Null if a quote is not closed.
 */
export function splitWords(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const [char, next] = [text[i], text[i + 1] ?? ''];
    const isBlank = char === ' ' || char === '\t';
    if (word === null) {
      if (isBlank) continue;
      if (char === '#') break;
      word = '';
    }
    if (char === '\\' && (/['"\\]/.test(next) || (quote === '' && next === ' '))) {
      word += next;
      i++;
    } else if (quote === '' && isBlank) {
      words.push(word);
      word = null;
    } else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    else word += char;
  }
  if (quote !== '') return null;
  return word === null ? words : [...words, word];
}

export interface Field {
  readonly text: string;
  /** What comes after it; null at the end. */
  readonly rest: string | null;
}

/**
 * The older way, for keywords and Match: fields end at blanks, at one "=", or at a quote; null if a quote is not
 * closed.
 */
export function takeField(text: string): Field | null {
  const at = text.search(/[ \t\r\n"=]/);
  if (at < 0) return { text, rest: null };
  if (text[at] === '"') {
    const end = text.indexOf('"', at + 1);
    if (end < 0) return null;
    return { text: text.slice(0, at) + text.slice(at + 1, end), rest: skipBlanks(text.slice(end + 1)) };
  }
  const rest = skipBlanks(text.slice(at + 1));
  const hasEquals = text[at] !== '=' && rest.startsWith('=');
  return { text: text.slice(0, at), rest: hasEquals ? skipBlanks(rest.slice(1)) : rest };
}

const skipBlanks = (text: string): string => text.replace(/^[ \t\r\n]+/, '');
