import { request } from 'node:http';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import type { PageServer } from './page-server';
import { writeReport } from './report/files';
import { servePage } from './serve';
import { aReport } from './test-support/report';

let folder: string;
let server: PageServer;
beforeEach(async () => {
  folder = temporaryFolder();
  server = await servePage({ paths: [folder], across: [], port: 0 });
});
afterEach(() => server.stop());

const at = (path: string): string => server.address.replace('/?', `${path}?`);
const textOf = async (address: string): Promise<string> => (await fetch(address)).text();

test('shows what is missing until there are reports, then the comparison, and says when it has changed', async () => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await textOf(server.address)).toMatch(/No comparison yet.*expected reports/s);
  const before = await textOf(at('/version'));
  writeReport(join(folder, 'a.json'), aReport());
  writeReport(join(folder, 'b.json'), aReport({ label: 'the new one' }));
  expect(await textOf(at('/version'))).not.toBe(before);
  const page = await textOf(server.address);
  expect(page).toContain('the new one');
  expect(page).toContain(await textOf(at('/version')));
});

/** Of a request with these headers. */
const statusOf = (address: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request(address, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

test('only who has the token, and asks this computer by its own name, gets an answer', async () => {
  const { address } = server;
  expect(await statusOf(address, {})).toBe(200);
  expect(await statusOf(address.replace(/token=.*/, 'token=0'), {})).toBe(403);
  expect(await statusOf(address.replace(/\?.*/, ''), {})).toBe(403);
  expect(await statusOf(address, { host: 'other.example' })).toBe(403);
  expect(await statusOf(at('/etc/passwd'), {})).toBe(404);
});

test('a port that is taken is an error with what to do', async () => {
  const port = Number(new URL(server.address).port);
  await expect(servePage({ paths: [], across: [], port })).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining(`--port ${port} cannot be used (EADDRINUSE)`) as string,
  });
});
