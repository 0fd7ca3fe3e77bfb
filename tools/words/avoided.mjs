// The phrases of CONTRIBUTING's table that are wrong wherever they occur. What is only sometimes wrong ("behind", "for
// each", "stands") is left to readers. Each `what` matches whole words, in any case.

/** In prose: documentation, C headers and messages. */
export const PHRASES = [
  { what: /\bin place of\b/gi, say: 'instead of' },
  { what: /\bso many\b(?! \w+ that\b)/gi, say: 'this many' },
  { what: /(?<!-)\bdemand(s|ed|ing)?\b(?![-.]\w)/gi, say: 'require' },
  { what: /(?<!\bconnection (?:is |was )?)\brefus(e|es|ed|ing|al|als)\b/gi, say: 'reject' },
];

/** In names of code, also where prose quotes them. */
export const NAMES = [
  { what: /\b(MOST|LONGEST)_\w+/g, say: 'MAX_' },
  { what: /\bLEAST_\w+/g, say: 'MIN_' },
  { what: /\bdemand[A-Z_]\w*/g, say: 'require…' },
  { what: /\brefuse[A-Z_]\w*/g, say: 'reject…' },
];
