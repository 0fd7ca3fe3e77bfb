import { execFileSync } from 'node:child_process';
import { shellWords } from './shell-words';

test('a shell reads the words as they were', () => {
  const words = ['plain', 'a b', "it's", '$HOME', '', '{"a":1}', '*', 'a\\b'];
  const script = `printf '%s\\0' ${shellWords(words)}`;
  expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(words);
});
