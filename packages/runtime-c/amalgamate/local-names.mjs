// What a C file declares at its top level for itself alone, and its text with other names for that.

const TOKEN = /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[A-Za-z_]\w*|\.?\d[\w.]*|->|\s+|[^]/g;
const IDENTIFIER = /^[A-Za-z_]\w*$/;
const KEYWORD = /^(enum|struct|union)$/;
const isBlank = (token) => /^(\s|\/\/|\/\*)/.test(token);

/**
 * { names, tags }: names of static functions and objects, of types and constants of enumerations; tags of structures,
 * which are a space of names of their own. text: C as this project writes it, in which a macro never opens a brace that
 * it does not close. Macros are not among them.
 */
export function localNames(text) {
  const [names, tags] = [new Set(), new Set()];
  for (const statement of statementsOf(text)) {
    namesOf(statement).forEach((name) => names.add(name));
    tagsOf(statement).forEach((tag) => tags.add(tag));
  }
  return { names: [...names], tags: [...tags] };
}

/** The macros that a file defines. */
export const macroNames = (text) => [
  ...new Set([...text.matchAll(/^\s*#\s*define\s+(\w+)/gm)].map(([, name]) => name)),
];

/** The text with each of these names and tags as rename(name), and members of structures as they are. */
export function renamed(text, { names, tags }, rename) {
  const [chosenNames, chosenTags] = [new Set(names), new Set(tags)];
  let last = '';
  return [...text.matchAll(TOKEN)]
    .map(([token]) => {
      const isMember = last === '.' || last === '->';
      const chosen = KEYWORD.test(last) ? chosenTags : chosenNames;
      if (!isBlank(token)) last = token;
      return chosen.has(token) && !isMember ? rename(token) : token;
    })
    .join('');
}

/** Top-level declarations as lists of tokens, without attributes; of a function up to its body. */
function statementsOf(text) {
  const code = text.replace(/^[ \t]*#(?:\\\n|[^\n])*/gm, '');
  const tokens = [...code.matchAll(TOKEN)].map(([token]) => token).filter((token) => !isBlank(token));
  const statements = [];
  let [statement, depth] = [[], 0];
  const end = () => {
    statements.push(withoutAttributes(statement));
    statement = [];
  };
  tokens.forEach((token, i) => {
    statement.push(token);
    if (token === '{') depth++;
    else if (token === '}') depth--;
    if (depth > 0) return;
    // A function's body ends it; a structure, an enumeration or a list of values goes on to a semicolon.
    if (token === ';' || (token === '}' && isFunction(statement) && tokens[i + 1] !== ';')) end();
  });
  return statements;
}

const isFunction = (statement) => statement[statement.indexOf('{') - 1] === ')';

function withoutAttributes(statement) {
  const kept = [];
  for (let i = 0; i < statement.length; i++) {
    if (!/^(__attribute__|alignas|_Alignas)$/.test(statement[i])) {
      kept.push(statement[i]);
      continue;
    }
    for (let depth = 0; ++i < statement.length;) {
      if (statement[i] === '(') depth++;
      if (statement[i] === ')' && --depth === 0) break;
    }
  }
  return kept;
}

/** Of a structure that is defined here, not of one that a function takes or returns. */
function tagsOf(statement) {
  const brace = statement.indexOf('{');
  return brace >= 2 && KEYWORD.test(statement[brace - 2]) ? [statement[brace - 1]] : [];
}

function namesOf(statement) {
  const names = [];
  const brace = statement.indexOf('{');
  if (brace >= 1 && statement.slice(Math.max(0, brace - 2), brace).includes('enum'))
    names.push(...constantsOf(statement.slice(brace)));
  if (statement[0] === 'typedef') {
    const declarators = outside(statement);
    names.push(...declarators.filter((token, i) => IDENTIFIER.test(token) && /^[,;]$/.test(declarators[i + 1] ?? '')));
  } else if (statement.slice(0, brace < 0 ? undefined : brace).includes('static')) {
    const at = statement.findIndex((token, i) => IDENTIFIER.test(token) && /^[([=;]$/.test(statement[i + 1] ?? ''));
    if (at >= 0) names.push(statement[at]);
  }
  return names;
}

/** The tokens outside of all braces and parentheses. */
function outside(tokens) {
  let depth = 0;
  return tokens.filter((token) => {
    if (/^[{(]$/.test(token)) depth++;
    else if (/^[})]$/.test(token)) return depth-- < 0;
    return depth === 0;
  });
}

/** tokens: from the opening brace on. */
function constantsOf(tokens) {
  const names = [];
  let depth = 0;
  tokens.forEach((token, i) => {
    if (/^[{(]$/.test(token)) depth++;
    if (/^[})]$/.test(token)) depth--;
    if (depth === 1 && IDENTIFIER.test(token) && /^[{,]$/.test(tokens[i - 1])) names.push(token);
  });
  return names;
}
