// Generated sections of a page: what is between `<!-- name: … -->` and `<!-- end of name -->`.
import { BitplaneError } from '@bitplane/model';

/** Replaces each section of the page that is given; `path` is for messages. Throws E_FILE where the page lacks one. */
export function replaceSections(path: string, page: string, sections: ReadonlyMap<string, string>): string {
  return [...sections].reduce((text, [name, content]) => {
    const pattern = new RegExp(`(<!-- ${name}: [^>]* -->\\n)[^]*?(<!-- end of ${name} -->)`);
    if (pattern.test(text)) return text.replace(pattern, (_, begin, end) => `${begin}\n${content}\n\n${end}`);
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected a section between "<!-- ${name}: … -->" and "<!-- end of ${name} -->", found none`,
    );
  }, page);
}
