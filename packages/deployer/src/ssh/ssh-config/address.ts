// Numeric addresses in ssh's spelling: getaddrinfo(3) takes 10.7 and 0x0a000007, getnameinfo(3) gives 10.0.0.7.
import { isIPv6 } from 'node:net';

/** The address in its usual spelling; null for a name. An address with a zone stays as it is. */
export function canonicalAddress(host: string): string | null {
  if (isIPv6(host)) return host.includes('%') ? host : canonicalIpv6(host);
  if (!/^(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+)){0,3}$/i.test(host)) return null;
  return urlHost(host);
}

/** Whether ssh takes it for an address without looking closer; such a host keeps its case. */
export const looksLikeAddress = (host: string): boolean => /[%:]|^[\d.]*$/.test(host);

function canonicalIpv6(host: string): string {
  const mapped = /^(?:0*:){2,6}ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(host);
  if (mapped !== null) return `::ffff:${mapped[1]}`;
  return urlHost(`[${host}]`)?.slice(1, -1) ?? host;
}

/** URLs have the same forms of numbers (WHATWG URL, "host parsing"). */
function urlHost(host: string): string | null {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : null;
}
