// What can go wrong between a user and a board, each at a moment that chance chooses.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chownSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { scriptProgram } from '@bitplane/cli/test-support';
import type { ErrorCode, Random } from '@bitplane/model';
import type { PushOptions } from '../push';
import type { LocalBoard } from '../ssh';
import { newHostKey } from './host-key';
import { killAllIn } from './processes';
import type { Fault as LinkFault, Relay } from './relay';

export interface Scene {
  readonly random: Random;
  /** For what the fault needs on this computer. */
  readonly folder: string;
  readonly board: LocalBoard;
  readonly relay: Relay;
  /** Where the board looks for programs first. */
  readonly bin: string;
  /** The real on-board program. */
  readonly program: string;
  /** What a push sends over the link, about. */
  readonly traffic: Readonly<Record<LinkFault['towards'], number>>;
  /** Calls back after a part of the time that a push takes, unless it has ended. */
  readonly later: (act: () => void) => void;
}

export interface Happening {
  /** What the push then says; it may also succeed where the fault came too late, or nothing if this is false. */
  readonly codes: readonly ErrorCode[];
  readonly message: RegExp;
  /** Whether a push that succeeds has met it nevertheless: then the fault was no fault. */
  readonly mayMiss: boolean;
  readonly changes?: Partial<PushOptions>;
  /** Repairs what would be in the way of the next push. */
  readonly repair?: () => void;
}

export interface FaultKind {
  readonly name: string;
  readonly needsRoot?: boolean;
  /** Nothing can put the board in order then. */
  readonly cutsPower?: boolean;
  /** It may come while something is measured: half of the pushes measure too. */
  readonly benches?: boolean;
  readonly apply: (scene: Scene) => Happening;
}

const LOST = { codes: ['E_HOST'], message: /pi/, mayMiss: true } as const;
const PUSHED = 'bitplane';

/** A program that does this instead of a command that chance chooses, and is the real one otherwise. */
const misbehaving = (scene: Scene, commands: string): Pick<Happening, 'changes'> => {
  const command = scene.random.pick(['verify', 'bench']);
  const script = `if [ "$1" = ${command} ]; then ${commands}; fi; exec ${scene.program} "$@"`;
  return { changes: { program: scriptProgram(join(scene.folder, 'program'), script), bench: true } };
};

const onLink = (how: LinkFault['how']): FaultKind => ({
  name: `the link is ${how === 'cut' ? 'cut' : 'stalled'} at a byte`,
  apply: ({ relay, random, traffic }) => {
    const towards = random.chance(0.7) ? 'board' : 'user';
    relay.plan({ how, towards, nbytes: random.integer(0, traffic[towards]) });
    return LOST;
  },
});

export const FAULTS: readonly FaultKind[] = [
  onLink('cut'),
  onLink('stall'),
  {
    name: 'the link is cut while it measures',
    benches: true,
    apply: ({ relay, later }) => {
      later(() => relay.fail('cut'));
      return LOST;
    },
  },
  {
    name: 'the board is switched off',
    cutsPower: true,
    benches: true,
    apply: ({ board, relay, later }) => {
      later(() => {
        relay.fail('stall');
        killAllIn(board.home);
        relay.fail('cut');
      });
      return LOST;
    },
  },
  {
    name: 'Ctrl-C',
    benches: true,
    apply: ({ later }) => {
      later(() => void process.emit('SIGINT'));
      return { codes: ['E_INTERRUPTED'], message: /ended by the user/, mayMiss: true };
    },
  },
  {
    name: 'the disk fills up',
    needsRoot: true,
    apply: ({ random, board, bin }) => {
      const folder = join(board.home, PUSHED);
      const kept = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((file) => [file, readFileSync(file)] as const);
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${random.integer(24, 200)}k`, 'none', folder]);
      for (const [file, bytes] of kept) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, bytes);
      }
      // Else the push asks for the free space before it sends anything.
      if (random.chance(0.7)) {
        const lie = '#!/bin/sh\necho Filesystem; echo none 9999999 0 9999999 0% /\n';
        writeFileSync(join(bin, 'df'), lie, { mode: 0o755 });
      }
      return {
        ...{ codes: ['E_ROOM'], message: /No space left|needs \d+ bytes, \d+ are free/, mayMiss: false },
        repair: () => execFileSync('mount', ['-o', 'remount,size=16m', folder]),
      };
    },
  },
  {
    name: 'permission is denied',
    needsRoot: true,
    apply: ({ random, board, bin }) => {
      const NOBODY = 65534;
      const setpriv = spawnSync('sh', ['-c', 'command -v setpriv'], { encoding: 'utf8' }).stdout.trim();
      const words = `${setpriv} --reuid ${NOBODY} --regid ${NOBODY} --clear-groups /bin/sh`;
      const shell = `#!/bin/sh\n[ "$(id -u)" = 0 ] || exec /bin/sh "$@"\nexec ${words} "$@"\n`;
      writeFileSync(join(bin, 'sh'), shell, { mode: 0o755 });
      for (let path = board.home; path !== '/tmp' && path !== '/'; path = dirname(path)) chmodSync(path, 0o755);
      const folders = [join(board.home, PUSHED), join(board.home, PUSHED, 'random')];
      const denied = random.integer(0, 1);
      folders.forEach((folder, k) => k !== denied && chownSync(folder, NOBODY, NOBODY));
      return {
        ...{ codes: ['E_DENIED'], message: /Permission denied/, mayMiss: false },
        repair: () => folders.forEach((folder) => chownSync(folder, NOBODY, NOBODY)),
      };
    },
  },
  {
    name: 'the program is killed',
    apply: (scene) => {
      const pid = join(scene.board.home, 'pid');
      const look = setInterval(() => {
        if (!existsSync(pid)) return;
        const number = Number(readFileSync(pid, 'utf8'));
        if (number > 0) {
          process.kill(number, 'SIGKILL');
          clearInterval(look);
        }
      }, 20);
      const program = misbehaving(scene, 'echo $$ > pid; exec sleep 30');
      const repair = () => clearInterval(look);
      return {
        ...program,
        codes: ['E_BOARD'],
        message: /it was killed after .* out of memory/,
        mayMiss: false,
        repair,
      };
    },
  },
  {
    name: 'the processor lacks an instruction',
    apply: (scene) => ({
      ...misbehaving(scene, 'kill -ILL $$'),
      ...{ codes: ['E_BOARD'], message: /illegal instruction/, mayMiss: false },
    }),
  },
  {
    name: 'the program prints garbage',
    apply: (scene) => {
      const [nbytes, code] = [scene.random.integer(0, 100_000), scene.random.integer(0, 1)];
      return {
        ...misbehaving(scene, `head -c ${nbytes} /dev/urandom; exit ${code}`),
        ...{ codes: ['E_BOARD'], message: /its output is not what|it failed with exit code 1/, mayMiss: false },
      };
    },
  },
  {
    name: 'the program prints without an end',
    apply: (scene) => ({
      ...misbehaving(scene, scene.random.pick(['exec yes {', 'exec cat /dev/urandom >&2'])),
      ...{ codes: ['E_BOARD'], message: /printed more than 4 MB/, mayMiss: false },
    }),
  },
  {
    name: 'the board shows another key',
    apply: ({ board }) => {
      const file = join(dirname(board.sshConfig), 'known_hosts');
      const known = readFileSync(file, 'utf8');
      writeFileSync(file, `${known.split(' ')[0]} ${newHostKey().line}\n`);
      return {
        ...{ codes: ['E_HOST_KEY'], message: /shows another key|shows a key that no/, mayMiss: false },
        repair: () => writeFileSync(file, known),
      };
    },
  },
  {
    name: 'another push replaces a file',
    apply: ({ random, board, folder, later }) => {
      const name = random.pick(['bitplane', 'random/model.bpm', 'random/golden.bpv']);
      writeFileSync(join(folder, 'other'), 'other', { mode: 0o755 });
      later(() => renameSync(join(folder, 'other'), join(board.home, PUSHED, name)));
      return { codes: ['E_BUSY'], message: /was replaced while it was used/, mayMiss: true };
    },
  },
];
