// The cross compiler: PyPI's ziglang is a complete clang with libc for every board.
import { downloads } from '../downloads.mjs';
import { wheelStep } from './wheel-step.mjs';

export const zig = wheelStep(
  {
    name: 'zig',
    gives: 'cross compiler for boards',
    optional: true,
    costOfMissing: 'the deployer can build for another architecture only with a GNU cross compiler',
  },
  { download: downloads.zig, folder: 'ziglang', program: 'zig', unpack: { package: 'ziglang' } },
);
