/** A name of a file in one line: for messages, and for layers in files. */
export const printable = (name: string): string => name.replace(/\p{Cc}/gu, '_');
