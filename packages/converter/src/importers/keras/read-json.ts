// JSON out of a file that nobody vouches for.
import { BitplaneError } from '@bitplane/model';

/** Fifty models in one another are as deep; what walks through values may then call itself. */
const MAX_DEPTH = 256;

/** Throws E_FILE for what is none, or nested too deep. @param where as the message names it. */
export function readJson(where: string, text: string): unknown {
  requireShallow(where, text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${where}: expected JSON, got ${(cause as Error).message}`, { cause });
  }
}

function requireShallow(where: string, text: string): void {
  let [depth, isInString] = [0, false];
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') isInString = !isInString;
    else if (isInString && letter === '\\') at++;
    else if (isInString) continue;
    else if (letter === '[' || letter === '{') depth++;
    else if (letter === ']' || letter === '}') depth--;
    if (depth > MAX_DEPTH)
      throw new BitplaneError('E_FILE', `${where}: expected JSON at most ${MAX_DEPTH} brackets deep, got a deeper one`);
  }
}
