// The patterns of ssh_config(5) and known_hosts: * is any text, ? is one character, and nothing else is special.

/** Whether all of `text` matches. */
export function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${source}$`, 'u').test(text);
}

/** Whether one pattern of a comma-separated list matches, and none that starts with "!" does. */
export function matchesPatternList(text: string, list: string, options: { ignoreCase?: boolean } = {}): boolean {
  const fold = (value: string): string => (options.ignoreCase === true ? value.toLowerCase() : value);
  const patterns = fold(list).split(',');
  const [negated, positive] = [patterns.filter(isNegated), patterns.filter((pattern) => !isNegated(pattern))];
  const matches = (pattern: string): boolean => matchesPattern(fold(text), pattern);
  return positive.some(matches) && !negated.some((pattern) => matches(pattern.slice(1)));
}

const isNegated = (pattern: string): boolean => pattern.startsWith('!');
