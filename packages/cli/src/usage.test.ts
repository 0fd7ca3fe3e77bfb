import { usageError } from './usage';

const trainer = { start: 'npx bitplane-trainer', commands: ['train', 'summary'] };

test("a parser's message becomes one line that says where to look", () => {
  const error = usageError(new Error("error: unknown option '--epoch'\n(Did you mean --epochs?)"), {
    ...trainer,
    argv: ['train', '--epoch', '3'],
  });
  expect(error.code).toBe('E_USAGE');
  expect(error.message).toBe(
    `unknown option '--epoch' (Did you mean --epochs?): see "npx bitplane-trainer train --help"`,
  );
});

test('an unknown command and none at all lead to the list', () => {
  expect(usageError(new Error("error: unknown command 'trian'"), { ...trainer, argv: ['trian'] }).message).toBe(
    `unknown command 'trian': see "npx bitplane-trainer --help"`,
  );
  expect(usageError(new Error('(outputHelp)'), { ...trainer, argv: [] }).message).toBe(
    'expected a command (train, summary), got none: see "npx bitplane-trainer --help"',
  );
});
