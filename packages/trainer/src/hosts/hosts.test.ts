// Hosts of this machine: what they share, what they do not, and that nothing is left of them.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { onHosts } from '../test-support/hosts';
import { coresOfSlots } from './cores';
import { delayObstacle, withHosts, type Host } from './index';
import { commandLines } from './programs';

async function outputOf(host: Host, program: string, words: readonly string[]): Promise<string> {
  const child = host.spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  return output;
}

onHosts('mpirun on the first host reaches the others, and binds ranks to the cores of their host', async () => {
  await withHosts({ slots: [1, 1, 1] }, async ({ all, hostfile }) => {
    const show = 'echo "$(hostname) $OMPI_COMM_WORLD_RANK $(grep Cpus_allowed_list /proc/self/status)"';
    const words = ['--hostfile', hostfile, '-n', '3', '--bind-to', 'core', 'sh', '-c', show];
    const lines = (await outputOf(all[0], 'mpirun', words)).trim().split('\n').sort();
    const cores = coresOfSlots([1, 1, 1]);
    expect(lines).toEqual([0, 1, 2].map((i) => `host-${i + 1} ${i} Cpus_allowed_list:\t${cores[i].join()}`));
    expect(all.map((host) => host.programs())).toEqual([[], [], []]);
  });
});

onHosts('a host has files of its own where it is given some', async () => {
  await withHosts({ slots: [1, 1] }, ({ all }) => {
    const [file, other] = ['a', 'b'].map((name) => join(temporaryFolder(), name));
    writeFileSync(file, 'every host');
    writeFileSync(other, 'the second host');
    const undo = all[1].replace(file, other);
    expect(all.map((host) => host.run('cat', [file]))).toEqual(['every host', 'the second host']);
    expect(readFileSync(file, 'utf8')).toBe('every host');
    undo();
    expect(all[1].run('cat', [file])).toBe('every host');
  });
});

onHosts('links are as slow as asked, and can be cut', async () => {
  await withHosts({ slots: [1, 1], bitsPerSecond: 100e6 }, async ({ all }) => {
    const megabytes = 5;
    const serve = `const server = require('node:net').createServer((socket) => {
      let bytes = 0;
      socket.on('data', (chunk) => (bytes += chunk.length)).on('end', () => socket.end(String(bytes)));
    }).listen(9, '0.0.0.0', () => console.log('listening'));`;
    const send = `const start = performance.now();
      const socket = require('node:net').connect(9, 'host-2', () => socket.end(Buffer.alloc(${megabytes}e6)));
      socket.on('data', (bytes) => console.log(String(bytes), (performance.now() - start) / 1000));
      socket.setTimeout(2000, () => { console.log('cut'); process.exit(); });
      socket.on('error', () => { console.log('cut'); process.exit(); });`;
    const server = all[1].spawn('node', ['-e', serve], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => server.stdout!.once('data', resolve));
    const [bytes, seconds] = (await outputOf(all[0], 'node', ['-e', send])).split(' ').map(Number);
    expect(bytes).toBe(megabytes * 1e6);
    // The burst at the start is less than a tenth.
    expect(seconds).toBeGreaterThan((0.9 * megabytes * 8e6) / 100e6);
    all[1].setConnected(false);
    expect(await outputOf(all[0], 'node', ['-e', send])).toBe('cut\n');
    all[1].setConnected(true);
    expect(await outputOf(all[0], 'node', ['-e', send])).toMatch(/^5000000 /);
  });
});

onHosts('links take as long as asked, or say what that needs', async () => {
  const plan = { slots: [1, 1], delay: 0.005 };
  if (delayObstacle() !== null) {
    await expect(withHosts(plan, () => null)).rejects.toThrow(/^a delay of links needs the kernel module sch_netem/);
    return;
  }
  await withHosts(plan, async ({ all }) => {
    // A refusal takes a packet there and one back, over two links each.
    const knock = `const start = performance.now();
      require('node:net').connect(9, 'host-2').on('error', ({ code }) => console.log(code, performance.now() - start));`;
    const [code, milliseconds] = (await outputOf(all[0], 'node', ['-e', knock])).split(' ');
    expect(code).toBe('ECONNREFUSED');
    expect(Number(milliseconds)).toBeGreaterThan(20);
  });
});

onHosts('nothing of them outlives the program that started them', async () => {
  const program = join(temporaryFolder(), 'program.ts');
  writeFileSync(
    program,
    `import { startHosts } from ${JSON.stringify(__dirname)};
    void startHosts({ slots: [1, 1] }).then(({ all }) => {
      all[1].spawn('sleep', ['1000.25']);
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 200);
    });`,
  );
  const child = spawn('npx', ['tsx', program], { stdio: 'inherit' });
  await new Promise((resolve) => child.on('close', resolve));
  while (commandLines().includes('sleep 1000.25')) await new Promise((resolve) => setTimeout(resolve, 100));
  // Their folder is removed when hosts are started the next time.
  await withHosts({ slots: [1] }, () => {
    const owners = readdirSync(tmpdir()).flatMap((name) => /^bitplane-hosts-(\d+)-/.exec(name)?.[1] ?? []);
    expect(owners.filter((pid) => !existsSync(`/proc/${pid}`))).toEqual([]);
  });
});

test('slots take the cores in turn', () => {
  expect(coresOfSlots([1, 1, 1], [4, 5])).toEqual([[4], [5], [4]]);
  expect(coresOfSlots([2, 1], [0, 1, 2, 3])).toEqual([[0, 1], [2]]);
  expect(() => coresOfSlots([3], [0, 1])).toThrow(/at most a slot per core on each host, got 3 for the 2/);
});
