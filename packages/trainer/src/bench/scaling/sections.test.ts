import { errorLike } from '@bitplane/cli/test-support';
import { replaceSections } from './sections';

const PAGE = 'before\n\n<!-- model: npx a -->\n\nold\n\n<!-- end of model -->\n\nafter\n';

test('a section is replaced, the rest stays', () => {
  const page = replaceSections('page.md', PAGE, new Map([['model', 'new $1']]));
  expect(page).toBe(PAGE.replace('old', () => 'new $1'));
});

test('a page without the section is rejected', () => {
  expect(() => replaceSections('page.md', PAGE, new Map([['check', '']]))).toThrow(
    errorLike('E_FILE', /page\.md: expected a section between "<!-- check: … -->"/),
  );
});
