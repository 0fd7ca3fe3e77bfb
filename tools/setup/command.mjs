// Runs other programs; all of them end when we are interrupted.
import { spawn } from 'node:child_process';
import { interruption } from './interruption.mjs';

/**
 * Runs a program without a shell. Resolves to { exitCode, stdout, stderr }, once it and its output have ended; exitCode
 * 127 where there is no such program. options: those of child_process.spawn.
 */
export function tryCommand(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal: interruption.signal, ...options });
    const output = { stdout: [], stderr: [] };
    for (const name of ['stdout', 'stderr']) child[name]?.on('data', (chunk) => output[name].push(chunk));
    const text = (name) => Buffer.concat(output[name]).toString();
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ exitCode: 127, stdout: '', stderr: error.message });
    });
    child.on('close', (code) => resolve({ exitCode: code ?? 130, stdout: text('stdout'), stderr: text('stderr') }));
  });
}

/** As tryCommand, but resolves to standard output and throws, with the end of what the program said, where it fails. */
export async function command(program, args, options) {
  const { exitCode, stdout, stderr } = await tryCommand(program, args, options);
  if (exitCode === 0) return stdout;
  if (exitCode === 127) throw new Error(`"${program}" cannot be started: is it installed?`);
  const said = middleLeftOut((stderr.trim() || stdout.trim()).split('\n')).join('\n');
  throw new Error(
    `"${[program, ...args.slice(0, 3)].join(' ')} …" ended with exit code ${exitCode}${said ? `:\n${said}` : ''}`,
  );
}

/** Some tools give the reason first, others last. */
const middleLeftOut = (lines) => (lines.length <= 20 ? lines : [...lines.slice(0, 10), '…', ...lines.slice(-10)]);
