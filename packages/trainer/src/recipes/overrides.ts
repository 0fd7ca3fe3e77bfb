// Changes of single fields from the command line: `optimizer.peakRate=1e-3`.
import { BitplaneError } from '@bitplane/model';

export interface Override {
  /** Fields from the outermost to the one that changes; a number is a place in a list. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Reads `path=value`; a value is JSON, or else a text. Throws E_USAGE for anything else. */
export function parseOverride(text: string): Override {
  const [, path, value] = /^([\w.-]+)=(.*)$/s.exec(text) ?? [];
  if (path !== undefined) return { path: path.split('.'), value: parseValue(value) };
  throw new BitplaneError('E_USAGE', `expected --set <field>=<value>, such as optimizer.peakRate=1e-3, got "${text}"`);
}

/**
 * The value with the override in it, as a copy. Throws E_USAGE when the path leads through something that has no
 * fields.
 */
export function applyOverride(target: unknown, { path, value }: Override): unknown {
  const copy: unknown = structuredClone(target);
  const [last, ...parents] = [...path].reverse();
  const parent = parents.reduceRight<unknown>((node, key) => (isObject(node) ? node[key] : undefined), copy);
  if (isObject(parent)) {
    parent[last] = value;
    return copy;
  }
  const reached = path.slice(0, -1).join('.');
  throw new BitplaneError(
    'E_USAGE',
    `--set ${path.join('.')}: expected a field with fields of its own at ${reached}, got ${JSON.stringify(parent) ?? 'nothing'}: set ${reached} as a whole, in JSON`,
  );
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
