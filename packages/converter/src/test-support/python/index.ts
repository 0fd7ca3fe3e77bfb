// The tools that read ONNX and QONNX files elsewhere, in Python, installed into the cache when a test first needs them.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '@bitplane/cli';
import { skipUnless } from '@bitplane/cli/test-support';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
const PIP = ['-m', 'pip', '--disable-pip-version-check'];

/** onnx and onnxruntime of that version have packages for no older one. */
const HAS_PYTHON = 'import sys; sys.exit(sys.version_info < (3, 11))';

const runs = (args: readonly string[]): boolean => spawnSync('python3', args, { stdio: 'ignore' }).status === 0;

/** Whether the tools are there, or pip to install them. */
export const hasPythonTools = existsSync(toolsFolder()) || (runs(['-c', HAS_PYTHON]) && runs([...PIP, '--version']));

/** `test` where they are. */
export const testWithPython = skipUnless(hasPythonTools, 'python3 of version 3.11 or later with pip');

/** Other versions are another folder. */
function toolsFolder(): string {
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  return cacheFolder(`onnx-tools-${version}`);
}

export interface PythonCommand {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What `python3` is given to run one of the scripts in this folder, with the tools, installed now if need be. */
export const pythonCommand = (script: string, ...args: readonly string[]): PythonCommand => ({
  args: [join(__dirname, script), ...args],
  env: { ...process.env, PYTHONPATH: installed(), PYTHONWARNINGS: 'ignore' },
});

/** Runs it and returns what it printed. Throws with its last words where it fails. */
export function runPython(script: string, ...rest: readonly string[]): string {
  const { args, env } = pythonCommand(script, ...rest);
  return execFileSync('python3', args, { env, encoding: 'utf8', maxBuffer: Infinity });
}

function installed(): string {
  const folder = toolsFolder();
  if (existsSync(folder)) return folder;
  const part = `${folder}.part-${process.pid}`;
  mkdirSync(dirname(part), { recursive: true });
  const options = ['--quiet', '--no-deps', '--no-cache-dir', '--only-binary=:all:', '--target', part];
  const env = { ...process.env, PIP_ROOT_USER_ACTION: 'ignore' };
  execFileSync('python3', [...PIP, 'install', ...options, '--requirement', REQUIREMENTS], { env });
  try {
    renameSync(part, folder);
  } catch (error) {
    // Another test's process was faster.
    if (!existsSync(folder)) throw error;
    rmSync(part, { recursive: true });
  }
  return folder;
}
