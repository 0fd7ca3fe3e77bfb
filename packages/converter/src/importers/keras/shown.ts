/** A value of a JSON file in an error's one line. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value).slice(0, 60);
}
