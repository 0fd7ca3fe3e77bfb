// Which headers of the system a C file includes, and for which machines.

/** A condition on what the compiler defines; others may depend on what the file itself defines before. */
const IS_OF_COMPILER = /^(?:!?\s*\(?(?:defined\s*\(?\s*)?__\w+\s*\)*(?:\s*(?:&&|\|\|)\s*)?)+$/;

/** [{ line, conditions }]: each `#include <…>` with the conditions of the compiler that it is under. */
export function systemIncludes(text) {
  const found = [];
  const open = [];
  for (const line of text.split('\n')) {
    const [, directive, rest] =
      /^\s*#\s*(ifdef|ifndef|if|elif|else|endif|include)\b\s*(.*?)\s*(?:\/\/.*)?$/.exec(line) ?? [];
    if (directive === 'ifdef') open.push(`defined(${rest})`);
    else if (directive === 'ifndef') open.push(`!defined(${rest})`);
    else if (directive === 'if') open.push(`(${rest})`);
    else if (directive === 'elif') open.push(`!${open.pop()} && (${rest})`);
    else if (directive === 'else') open.push(`!${open.pop()}`);
    else if (directive === 'endif') open.pop();
    else if (directive === 'include' && rest.startsWith('<'))
      found.push({ line: `#include ${rest}`, conditions: open.filter((each) => IS_OF_COMPILER.test(each)) });
  }
  return found;
}
