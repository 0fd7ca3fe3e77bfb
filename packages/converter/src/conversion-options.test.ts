import { errorLike } from '@bitplane/cli/test-support';
import { passNames } from './conversion-options';
import { PASSES } from './passes';

const ALL = PASSES.map(({ name }) => name);

test('names after no- are left out of all passes', () => {
  expect(passNames('no-remove-dead-channels')).toEqual(ALL.filter((name) => name !== 'remove-dead-channels'));
  expect(passNames('no-move-signs, no-merge-affines')).toHaveLength(ALL.length - 2);
});

test('names are taken as they are, and none is none', () => {
  expect(passNames('move-signs, merge-affines')).toEqual(['move-signs', 'merge-affines']);
  expect(passNames('none')).toEqual([]);
});

test.each(['move-sign', 'no-move-sign', 'move-signs,no-merge-affines', ''])('"%s" is rejected', (text) => {
  expect(() => passNames(text)).toThrow(errorLike('E_USAGE', /expected --passes to list some of .*move-signs/));
});
