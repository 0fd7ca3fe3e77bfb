// A kernel and the modules that it starts with, out of Debian's package.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { runTool, type ToolOptions } from './tools';

export interface Kernel {
  /** The compressed kernel. */
  readonly image: string;
  /** Copies these modules, and those that they depend on, into a folder, with their order in `order`. */
  copyModules(names: readonly string[], folder: string): Promise<void>;
}

/** folder: where the package was extracted. */
export function openKernel(folder: string, options: ToolOptions): Kernel {
  const boot = join(folder, 'boot');
  const image = readdirSync(boot).find((name) => name.startsWith('vmlinuz-'));
  const modules = ['lib/modules', 'usr/lib/modules'].map((path) => join(folder, path)).find((path) => existsSync(path));
  if (image === undefined || modules === undefined) {
    throw new BitplaneError('E_PROGRAM', `expected a kernel and its modules in ${folder}, found none`);
  }
  const home = join(modules, readdirSync(modules)[0]);
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ko(\.xz)?$/.test(name));
  const builtIn = readFileSync(join(home, 'modules.builtin'), 'utf8');
  const nameOf = (file: string): string =>
    basename(file)
      .replace(/\.ko(\.xz)?$/, '')
      .replaceAll('-', '_');

  async function copy(name: string, to: { readonly folder: string; readonly order: string[] }): Promise<void> {
    const file = files.find((each) => nameOf(each) === name);
    if (to.order.includes(`${name}.ko`)) return;
    if (file === undefined) {
      if (builtIn.split('\n').some((line) => nameOf(line) === name)) return;
      throw new BitplaneError('E_PROGRAM', `expected a module ${name} in the kernel of ${folder}, found none`);
    }
    const target = join(to.folder, `${name}.ko`);
    cpSync(join(home, file), file.endsWith('.xz') ? `${target}.xz` : target);
    if (file.endsWith('.xz')) await runTool('xz', ['-d', '-f', `${target}.xz`], options);
    for (const needed of dependenciesOf(readFileSync(target))) await copy(needed, to);
    to.order.push(`${name}.ko`);
  }
  return {
    image: join(boot, image),
    async copyModules(names, target) {
      mkdirSync(target, { recursive: true });
      const order: string[] = [];
      for (const name of names) await copy(name, { folder: target, order });
      writeFileSync(join(target, 'order'), order.map((file) => `${file}\n`).join(''));
    },
  };
}

/** A module says what it needs in its section .modinfo: strings that end in a zero. */
function dependenciesOf(module: Buffer): string[] {
  const mark = Buffer.from('\0depends=');
  const begin = module.indexOf(mark) + mark.length;
  if (begin < mark.length) return [];
  const text = module.subarray(begin, module.indexOf(0, begin)).toString();
  return text
    .split(',')
    .filter(Boolean)
    .map((name) => name.replaceAll('-', '_'));
}
