// The formatter of the C sources, in the one version whose output the repository holds.
import { downloads } from '../downloads.mjs';
import { wheelStep } from './wheel-step.mjs';

export const clangFormat = wheelStep(
  {
    name: 'clang-format',
    gives: 'formatter of the C sources',
    optional: true,
    onlyForTests: true,
    costOfMissing: '`npm test` cannot check how the C sources are formatted',
  },
  {
    download: downloads['clang-format'],
    folder: 'clang-format',
    program: 'clang-format',
    unpack: { package: 'clang_format/data/bin' },
  },
);
