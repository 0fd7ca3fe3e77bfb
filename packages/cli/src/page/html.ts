// Text into HTML. Labels and hosts are the user's: nothing of them may become markup or script.

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in quotes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]);

/** JSON that may be put inside a script element: no `<`, so neither `</script>` nor `<!--`. */
export const scriptJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** A script's source; in JavaScript `<\/` within a string is `</`. */
export const scriptSource = (source: string): string => source.replace(/<\/(script)/gi, '<\\/$1');
