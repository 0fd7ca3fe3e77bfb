// `--input`: how a byte of the image becomes the number that the network was trained on.
import { BitplaneError } from '@bitplane/model';

/** In float32, one rounding for each operation, as the source computes it. */
export type ByteFunction = (byte: number) => number;

type Operator = '+' | '-' | '*' | '/';

const OPERATIONS: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

const TOKENS = /\s*(u8|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|[-+*/()])/giy;

/** Of "u8", numbers, + − * / and parentheses, such as u8/127.5-1. Throws E_USAGE. */
export function parseByteFunction(text: string): ByteFunction {
  const tokens = tokensOf(text);
  const reject = (): never => {
    const expected = 'a formula of u8, numbers, + - * / and parentheses, such as "u8/255" or "u8/127.5-1"';
    throw new BitplaneError('E_USAGE', `expected --input to be ${expected}, got "${text}"`);
  };
  if (tokens === null || !tokens.includes('u8')) return reject();
  let place = 0;
  const isNext = (...wanted: readonly string[]): boolean => place < tokens.length && wanted.includes(tokens[place]);
  const chain = (operators: readonly string[], operand: () => ByteFunction): ByteFunction => {
    let left = operand();
    while (isNext(...operators)) {
      const operation = OPERATIONS[tokens[place++] as Operator];
      const [a, b] = [left, operand()];
      left = (byte) => Math.fround(operation(a(byte), b(byte)));
    }
    return left;
  };
  const factor = (): ByteFunction => {
    const token = tokens[place++];
    if (token === '(') {
      const inner = sum();
      return tokens[place++] === ')' ? inner : reject();
    }
    if (token === 'u8') return (byte) => byte;
    if (token === '-') {
      const inner = factor();
      return (byte) => -inner(byte);
    }
    const number = token === undefined ? NaN : Number(token);
    return Number.isNaN(number) ? reject() : () => Math.fround(number);
  };
  const product = (): ByteFunction => chain(['*', '/'], factor);
  const sum = (): ByteFunction => chain(['+', '-'], product);
  const parsed = sum();
  const isFinite = Array.from({ length: 256 }, (_, byte) => parsed(byte)).every((value) => Number.isFinite(value));
  return place === tokens.length && isFinite ? parsed : reject();
}

/** Null where something else stands between them. */
function tokensOf(text: string): string[] | null {
  const tokens: string[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < text.trimEnd().length) {
    const match = TOKENS.exec(text);
    if (match === null) return null;
    tokens.push(match[1].toLowerCase());
  }
  return tokens;
}
