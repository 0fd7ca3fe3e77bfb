// No folder or file for things that have no name: they end up holding everything.
const NAMELESS = /^(utils?|helpers?|common|misc|shared|managers?)(\.|$)/i;

/** Violations, one sentence each. paths: relative to the repository's root. */
export const findNamelessFiles = (paths) =>
  paths.flatMap((path) => {
    const part = path.split('/').find((name) => NAMELESS.test(name));
    return part === undefined ? [] : [`${path}: nothing is called "${part}"; name it after what it holds`];
  });
