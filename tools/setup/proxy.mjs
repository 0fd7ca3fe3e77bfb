// Node's own fetch knows no proxies. npm and pip read the same variables themselves.
import { interruption } from './interruption.mjs';

const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * The first variable of a pair that is set; as curl and pip have it, lower case comes first, and `proxy.lan:3128` is an
 * HTTP proxy.
 */
function proxyOf(...names) {
  const value = names.map((name) => process.env[name]).find(Boolean);
  return value && !value.includes('://') ? `http://${value}` : value;
}

/**
 * Calls use(response) with the answer to a GET request, through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY
 * name, in either case. Throws if nothing responds. Needs the npm packages.
 */
export async function withResponse(url, use) {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: proxyOf('http_proxy', 'HTTP_PROXY') ?? '',
    httpsProxy: proxyOf('https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY') ?? '',
  });
  try {
    const response = await fetch(url, { signal: interruption.signal, dispatcher }).catch((error) => {
      const set = VARIABLES.filter((name) => process.env[name]);
      const hint = set.length > 0 ? `check ${set.join(' and ')}` : 'behind a proxy, set HTTPS_PROXY';
      const [reason] = (error.cause?.message ?? error.message).split('\n');
      throw new Error(`${url} cannot be reached (${reason}): ${hint}`);
    });
    return await use(response);
  } finally {
    await dispatcher.destroy();
  }
}
