// Pushes that meet faults at moments of chance. Whatever happens: the message comes in time and says what it was, each
// file on the board is the old one or the new one, nothing of ours runs on there, earlier reports are as they were, and
// the next push succeeds. BITPLANE_FAULTS=200 and BITPLANE_FAULTS_SEED choose how many, and which.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { BitplaneError, seededRandom, type Random } from '@bitplane/model';
import { clean } from './clean';
import { EXIT_CODES } from './exit-codes';
import { push, type PushOptions } from './push';
import { sha256, startLocalBoard, type LocalBoard } from './ssh';
import { FAULTS, type FaultKind } from './test-support/faults';
import { commandLinesIn } from './test-support/processes';
import { hostProgram, pushOptions, vectors } from './test-support/pushed-model';
import { redirect, startRelay, type Relay } from './test-support/relay';

const COUNT = Number(process.env.BITPLANE_FAULTS ?? 20);
const SEED = Number(process.env.BITPLANE_FAULTS_SEED ?? 1);
const MAX_MS = 15_000;
const program = hostProgram() ?? '';
const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
const kinds = FAULTS.filter(({ needsRoot }) => isRoot || needsRoot !== true);

jest.setTimeout(60_000);
beforeEach(() => void jest.spyOn(console, 'log').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

/** Files that were pushed before, by path in the folder, with bytes that the faulty push replaces. */
const OLD = { bitplane: 'old program', 'bitplane.json': '{}', 'random/model.bpm': 'old', 'random/golden.bpv': 'old' };
const OPTIONS = ['ConnectTimeout 3', 'ServerAliveInterval 1', 'ServerAliveCountMax 2'];

interface World {
  readonly folder: string;
  readonly board: LocalBoard;
  readonly relay: Relay;
  readonly bin: string;
}

async function makeWorld(): Promise<World> {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const path = `${bin}:${process.env.PATH}`;
  const board = await startLocalBoard({ folder: join(folder, 'board'), host: 'pi', path });
  for (const [name, text] of Object.entries(OLD)) {
    mkdirSync(join(board.home, 'bitplane/random'), { recursive: true });
    writeFileSync(join(board.home, 'bitplane', name), text);
  }
  const relay = await startRelay(board.port);
  redirect(board.sshConfig, board.port, relay.port, OPTIONS);
  return { folder, board, relay, bin };
}

const optionsFor = ({ board, folder }: World, changes: Partial<PushOptions> = {}): PushOptions =>
  pushOptions({ sshConfig: board.sshConfig, program, out: join(folder, 'report.json'), bench: false, ...changes });

/** What a push without a fault takes. */
async function measureCalm() {
  const world = await makeWorld();
  const began = performance.now();
  await push(optionsFor(world));
  const milliseconds = performance.now() - began;
  const traffic = { ...world.relay.passed };
  world.relay.stop();
  await world.board.stop();
  return { milliseconds, traffic };
}

const withProgram = skipUnless(program !== '', 'the on-board program');
let calm: Awaited<ReturnType<typeof measureCalm>>;
beforeAll(async () => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  if (program !== '') calm = await measureCalm();
});

// Every kind comes up.
for (let number = 0; number < COUNT; number++) {
  const kind = kinds[number % kinds.length];
  withProgram(`${number}: ${kind.name}`, () => meet(kind, seededRandom(SEED * 1000 + number)));
}

async function meet(kind: FaultKind, random: Random): Promise<void> {
  const world = await makeWorld();
  const earlier = join(world.folder, 'earlier.json');
  writeFileSync(earlier, 'an earlier report');
  const timers: NodeJS.Timeout[] = [];
  let faultAt: number | null = null;
  const benches = kind.benches === true && random.chance(0.5);
  const milliseconds = calm.milliseconds + (benches ? 1500 : 0);
  const happening = kind.apply({
    ...{ ...world, traffic: calm.traffic, random, program },
    later: (act) => {
      const happen = (): void => {
        faultAt = performance.now();
        act();
      };
      timers.push(setTimeout(happen, random.integer(0, Math.round(milliseconds))));
    },
  });
  const options = optionsFor(world, { bench: benches, ...happening.changes });
  try {
    const began = performance.now();
    const outcome = await push(options).then(
      () => null,
      (error: unknown) => error,
    );
    const ended = performance.now();
    for (const timer of timers) clearTimeout(timer);

    if (outcome !== null || !happening.mayMiss) {
      expect(outcome).toBeInstanceOf(BitplaneError);
      const { code, message } = outcome as BitplaneError;
      expect({ code, message }).toEqual({
        code: expect.stringMatching(new RegExp(`^(${happening.codes.join('|')})$`)) as string,
        message: expect.stringMatching(happening.message) as string,
      });
      if (code !== 'E_INTERRUPTED') expect(EXIT_CODES).toHaveProperty(code);
      expect(ended - (faultAt ?? began)).toBeLessThan(MAX_MS);
    }
    happening.repair?.();
    world.relay.heal();
    await expectInOrder(kind, world, options);
    expect(readFileSync(earlier, 'utf8')).toBe('an earlier report');
    const reports = readdirSync(world.folder).filter((name) => name.endsWith('.json'));
    expect(reports).toEqual(outcome === null && options.bench ? ['earlier.json', 'report.json'] : ['earlier.json']);
    await expectNextPush(world);
  } finally {
    world.relay.stop();
    await world.board.stop().catch(() => undefined);
    spawnSync('umount', ['-l', join(world.board.home, 'bitplane')]);
  }
}

/** No process of ours, and no file but ours: each as it was or as it was to be, or a part. */
async function expectInOrder(kind: FaultKind, { board }: World, options: PushOptions): Promise<void> {
  for (let i = 0; i < 100 && commandLinesIn(board.home).length > 0; i++) await wait(50);
  expect(commandLinesIn(board.home)).toEqual([]);
  const folder = join(board.home, 'bitplane');
  const wanted = wantedFiles(options);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const name = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (/\.part-[0-9a-f]{16}(\.\d+)?$/.test(name)) continue;
    if (kind.cutsPower === true && /^\.trial-\d+$/.test(name)) continue;
    expect(Object.keys(OLD)).toContain(name);
    const bytes = readFileSync(join(folder, name));
    const isWhole =
      [OLD[name as keyof typeof OLD], 'other'].includes(bytes.toString()) || sha256(bytes) === wanted[name];
    // What was built from what: different in each push.
    expect([name, isWhole || name === 'bitplane.json']).toEqual([name, true]);
  }
}

const wantedFiles = (options: PushOptions): Readonly<Record<string, string>> => ({
  bitplane: sha256(readFileSync(options.program!)),
  'random/model.bpm': sha256(readFileSync(join(vectors('random-166'), 'model.bpm'))),
  'random/golden.bpv': sha256(readFileSync(join(vectors('random-166'), 'golden.bpv'))),
});

/** It succeeds, and clean leaves nothing then. */
async function expectNextPush(world: World): Promise<void> {
  const options = optionsFor(world);
  await push(options);
  const folder = join(world.board.home, 'bitplane');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name).sort()).toEqual(['bitplane', 'bitplane.json', 'golden.bpv', 'model.bpm']);
  const { kept } = await clean(options);
  expect(kept).toEqual([]);
}
