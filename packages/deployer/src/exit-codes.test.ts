import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureExitCode, workspaceRoot } from '@bitplane/cli';
import { BitplaneError, type ErrorCode } from '@bitplane/model';
import { errorOfExit, EXIT_CODES, EXIT_SLOWER } from './exit-codes';

test('are those of the table in docs/boards.md, which names all of them once', () => {
  const text = readFileSync(join(workspaceRoot(), 'docs/boards.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\d+) \| (?:`(E_\w+)`)?/gm)].map(([, code, error]) => [error, Number(code)]);
  const named = rows.filter(([error]) => error !== undefined) as [ErrorCode, number][];
  for (const [error, code] of named) expect(failureExitCode(new BitplaneError(error, ''), EXIT_CODES)).toBe(code);
  expect(named.map(([error]) => error)).toEqual(['E_USAGE', ...Object.keys(EXIT_CODES), 'E_INTERRUPTED']);
  const codes = rows.map(([, code]) => code);
  expect(codes).toContain(EXIT_SLOWER);
  expect(new Set(codes).size).toBe(codes.length);
});

test('lead back to their errors, but for 1, which stands for several, and those of no error', () => {
  expect([2, 10, 19, 130].map(errorOfExit)).toEqual(['E_USAGE', 'E_HOST', 'E_MISMATCH', 'E_INTERRUPTED']);
  expect([1, EXIT_SLOWER, 77].map(errorOfExit)).toEqual([null, null, null]);
});
