// What an ssh_config says about one host: the form that both sources of it give.

/**
 * Options by their lower-case names, with the values that `ssh -G` prints: defaults filled in, tokens expanded only
 * where ssh -G expands them. An option that ssh -G leaves out is missing. Options with a list of files have one value
 * per file.
 */
export type Options = ReadonlyMap<string, readonly string[]>;

/** Options whose value is a list of files, which `ssh -G` prints on one line without quotes. */
export const FILE_LISTS: readonly string[] = ['userknownhostsfile', 'globalknownhostsfile', 'revokedhostkeys'];
