// The same options as the user's ssh finds, whether it is asked or its rules are followed.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { resolveTarget, type Target } from '../config';
import { askSsh, parseAnswer } from './ask-ssh';
import { parseDestination } from './destination';
import { FOLLOWED } from './keywords';
import type { Options } from './options';
import { readConfig } from './read-config';
import { OPENSSH_9_2, type Release } from './release';
import { randomScene } from '../../test-support/ssh-config/random-scene';
import { layOut, type Scene } from '../../test-support/ssh-config/scene';

const version = spawnSync('ssh', ['-V'], { encoding: 'utf8' }).stderr ?? '';
const hasSsh = version.includes('OpenSSH');
if (!hasSsh && process.env.CI) throw new Error('OpenSSH is missing: .ci/run installs it');
const withSsh = hasSsh ? test : test.skip;

const handMade = JSON.parse(
  readFileSync(join(__dirname, '../../test-support/ssh-config/hand-made.json'), 'utf8'),
) as Scene[];
const scenes: readonly Scene[] = [...handMade, ...Array.from({ length: 100 }, (_, seed) => randomScene(seed))];

/** Options that only decide on others; `ssh -G` prints some of them in another form. */
const INTERNAL = [
  'canonicaldomains',
  'canonicalizehostname',
  'canonicalizemaxdots',
  'canonicalizepermittedcnames',
  'ignoreunknown',
  'tag',
];
const COMPARED = ['host', ...Object.keys(FOLLOWED).filter((option) => !INTERNAL.includes(option))];

const before = { ...process.env };
let home: string;
beforeEach(() => void (home = temporaryFolder()));
afterEach(() => void (process.env = { ...before }));

/** What the installed release decides by itself; the own reading brings the lists of one release. */
function installedRelease(): Release {
  const answer = parseAnswer(spawnSync('ssh', ['-G', '-F', '/dev/null', 'board'], { encoding: 'utf8' }).stdout);
  const options = Object.keys(OPENSSH_9_2.algorithms.defaults);
  const lists = (of: (option: string) => string[]) => Object.fromEntries(options.map((option) => [option, of(option)]));
  const supported = (option: string) =>
    spawnSync('ssh', ['-Q', option], { encoding: 'utf8' }).stdout.trim().split('\n');
  return {
    algorithms: { defaults: lists((option) => answer.get(option)?.[0].split(',') ?? []), supported: lists(supported) },
    identityFiles: answer.get('identityfile') ?? [],
  };
}
const release = hasSsh ? installedRelease() : undefined;

/** The result, or null where it is rejected: the words differ. */
function attempt<T>(get: () => T): T | null {
  try {
    return get();
  } catch {
    return null;
  }
}

const compared = (options: Options | null) =>
  options === null ? 'rejected' : COMPARED.map((option) => [option, options.get(option)?.join(' ')]);

withSsh.each(scenes)('$name', (scene) => {
  const file = layOut(scene, home);
  process.env = { ...before, ...scene.env, HOME: home };
  const destination = parseDestination(scene.host ?? 'board');
  const [bySsh, byReading] = [
    attempt(() => askSsh(destination, file)),
    attempt(() => readConfig(destination, file, release)),
  ];
  expect(compared(byReading)).toEqual(compared(bySsh));
});

const isOwnRelease = version.startsWith('OpenSSH_9.2');

(isOwnRelease ? test : test.skip)('the lists are those of OpenSSH 9.2 in Debian 12', () => {
  expect(release).toEqual(OPENSSH_9_2);
});

const OF_THE_RELEASE = [
  'hostKeyAlgorithms',
  'pubkeyAcceptedAlgorithms',
  'kexAlgorithms',
  'ciphers',
  'macs',
  'identityFiles',
];

/** What the release decides is left out where another one is installed. */
const comparedTarget = (target: Target | null): string =>
  JSON.stringify(
    target,
    (key, value: unknown) => (!isOwnRelease && OF_THE_RELEASE.includes(key) ? undefined : value),
    1,
  );

withSsh('both sources lead to the same targets', () => {
  const counts = { targets: 0, jumps: 0 };
  for (const scene of scenes) {
    const folder = temporaryFolder();
    const file = layOut(scene, folder);
    const targetWith = (path: string | undefined): Target | null => {
      process.env = { ...before, ...scene.env, HOME: folder, PATH: path };
      return attempt(() => resolveTarget(scene.host ?? 'board', file));
    };
    const asked = targetWith(before.PATH);
    expect([scene.name, comparedTarget(targetWith(''))]).toEqual([scene.name, comparedTarget(asked)]);
    if (asked !== null) counts.targets++;
    if (asked?.jump != null) counts.jumps++;
  }
  // Enough that a comparison of nothing with nothing would be noticed.
  expect(counts.targets).toBeGreaterThan(120);
  expect(counts.jumps).toBeGreaterThan(10);
});
