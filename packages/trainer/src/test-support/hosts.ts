// Training on several hosts, which share no more than this machine's files, kernel and cores.
import { workspaceRoot } from '@bitplane/cli';
import { hostsObstacle, type Host } from '../hosts';
import { observe, SLICE, TRAINER, type Running } from './ranks';

const obstacle = hostsObstacle();
// Root on a build machine installs what is missing.
if (obstacle !== null && process.env.CI && process.getuid?.() === 0) {
  throw new Error(`expected several hosts, which need ${obstacle}`);
}

/** `test` where this machine can have hosts of its own; elsewhere a skipped test that says what they need. */
export const onHosts: (title: string, body: () => Promise<void>) => void =
  obstacle === null ? test : (title, body) => test.skip(`${title} (needs ${obstacle})`, body);

/** Starts `train` on a host. */
export const startTrainerOn = (host: Host, words: readonly string[], env: NodeJS.ProcessEnv = {}): Running =>
  observe(
    host.spawn(process.execPath, [TRAINER, 'train', '--data', SLICE, ...words], {
      cwd: workspaceRoot(),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );

/** Waits until nothing runs on them. Throws after ten seconds. */
export async function allQuiet(hosts: readonly Host[]): Promise<void> {
  const end = performance.now() + 10_000;
  const programs = (): string[] => hosts.flatMap((host) => host.programs().map((line) => `${host.name}: ${line}`));
  while (programs().length > 0) {
    if (performance.now() > end) throw new Error(`still running: ${programs().join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
