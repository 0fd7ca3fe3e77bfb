// Lists of algorithms: what an OpenSSH release offers, and how an ssh_config changes that.
import { matchesPattern, matchesPatternList } from '../pattern';

export interface AlgorithmLists {
  /** Offered unless the ssh_config says otherwise, best first. */
  readonly defaults: Readonly<Record<string, readonly string[]>>;
  /** All that may be named, in the order in which wildcards find them. */
  readonly supported: Readonly<Record<string, readonly string[]>>;
}

/**
 * +LIST appends to the defaults, -LIST removes from them, ^LIST puts in front; another LIST replaces them. Names may
 * have wildcards.
 */
export function applyAlgorithms(spec: string, option: string, { defaults, supported }: AlgorithmLists): string[] {
  const named = (list: string): string[] =>
    list
      .split(',')
      .flatMap((name) => (/[*?]/.test(name) ? supported[option].filter((one) => matchesPattern(one, name)) : [name]));
  const rest = spec.slice(1);
  const own = defaults[option];
  if (spec.startsWith('+')) return unique([...own, ...named(rest)]);
  if (spec.startsWith('-')) return own.filter((name) => !matchesPatternList(name, rest));
  if (spec.startsWith('^')) return unique([...named(rest), ...own]);
  return unique(named(spec));
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
