import { matchesPattern, matchesPatternList } from './pattern';

test.each([
  ['pi', 'pi', true],
  ['pi4', 'pi?', true],
  ['pi', 'pi?', false],
  ['pi', 'p*i', true],
  ['10.0.0.7', '10.*.7', true],
  ['10a0', '10.0', false],
  ['a[1]', 'a[1]', true],
  ['a1', 'a[1]', false],
  ['anything', '**', true],
  ['', '*', true],
  ['', '?', false],
  ['p\u{1F40C}', 'p?', true],
  ['Pi', 'pi', false],
])('%j against %j: %j', (text, pattern, matches) => {
  expect(matchesPattern(text, pattern)).toBe(matches);
});

test.each([
  ['pi', 'gate,pi', true],
  ['pi.lan', '*.lan,!pi.lan', false],
  ['pi.lan', '!pi.lan,*.lan', false],
  ['pi', '!gate', false],
  ['pi', '*,!gate', true],
  ['Pi', 'pi', false],
])('%j against the list %j: %j', (text, list, matches) => {
  expect(matchesPatternList(text, list)).toBe(matches);
});

test('compares without case where that is asked for', () => {
  expect(matchesPatternList('Pi.Lan', 'PI.*', { ignoreCase: true })).toBe(true);
});
