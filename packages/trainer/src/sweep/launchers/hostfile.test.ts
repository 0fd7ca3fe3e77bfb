import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { readSlots } from './hostfile';

function hosts(text: string): (string | null)[] {
  const file = join(temporaryFolder(), 'hosts');
  writeFileSync(file, text);
  return readSlots(file).map(({ host }) => host);
}

test('hosts take turns until their slots are used up', () => {
  expect(hosts('first slots=3\nsecond slots=1\n')).toEqual(['first', 'second', 'first', 'first']);
});

test('the forms that mpirun reads are read: comments, spaces, other words for slots, a host on several lines', () => {
  const text = '# lab\n  first  slots = 2 max-slots=4 # two\r\n\nsecond\nsecond\nme@third cpus=1';
  expect(hosts(text)).toEqual(['first', 'second', 'me@third', 'first', 'second']);
});

test.each(['', '# none\n', 'first slots=0'])('%j has no place for a run', (text) => {
  expect(() => hosts(text)).toThrow(errorLike('E_FILE', /expected a host a line, such as "first slots=4", got none/));
});
