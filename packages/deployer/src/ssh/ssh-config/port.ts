// Ports as ssh reads them: a number, or the name of a TCP service.
import { existsSync, readFileSync } from 'node:fs';

const SERVICES_FILE = '/etc/services';

/** From 1 to 65535; null for a text that is neither a port nor a service of /etc/services. */
export function portNumber(text: string): number | null {
  const port = /^\d+$/.test(text) ? Number(text) : servicePort(text);
  return port !== null && port >= 1 && port <= 65535 ? port : null;
}

function servicePort(name: string): number | null {
  if (!existsSync(SERVICES_FILE)) return null;
  for (const line of readFileSync(SERVICES_FILE, 'utf8').split('\n')) {
    const [service, port = '', ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (port.endsWith('/tcp') && [service, ...aliases].includes(name)) return parseInt(port, 10);
  }
  return null;
}
