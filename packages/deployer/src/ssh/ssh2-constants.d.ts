// ssh2's own list of what it can do on this machine; @types/ssh2 leaves it out.
declare module 'ssh2/lib/protocol/constants.js' {
  export const SUPPORTED_KEX: readonly string[];
  export const SUPPORTED_SERVER_HOST_KEY: readonly string[];
  export const SUPPORTED_CIPHER: readonly string[];
  export const SUPPORTED_MAC: readonly string[];
}
