import { BitplaneError } from './errors';
import { failureExitCode, failureLine } from './failure';

test('an error of ours is one line with its code', () => {
  expect(failureLine(new BitplaneError('E_FILE', 'a.bpm: expected more'))).toBe('error (E_FILE): a.bpm: expected more');
});

test('a fault of the program keeps its stack', () => {
  expect(failureLine(new TypeError('oops'))).toMatch(/^internal error, please report it: TypeError: oops\n +at /);
  expect(failureLine('oops')).toBe('internal error, please report it: oops');
});

test.each([
  [new BitplaneError('E_USAGE', ''), 2],
  [new BitplaneError('E_INTERRUPTED', ''), 130],
  [new BitplaneError('E_FILE', ''), 1],
  [new TypeError(''), 1],
])('exit code of %s is %i', (error, code) => {
  expect(failureExitCode(error)).toBe(code);
});
