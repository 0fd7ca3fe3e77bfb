// What is published, each package after those that it depends on, and what travels in it besides its compiled sources:
// { name, extra: { path in the repository → path in the package }, bin?, isModule? }. isModule: as ES modules, which
// bundlers need to find files by import.meta.url; from Node 20.19 on, require takes them too.
export const PUBLISHED = [
  { name: 'model', extra: {} },
  { name: 'cli', extra: { 'tools/setup': 'setup' }, bin: { 'bitplane-setup': 'setup/main.mjs' } },
  { name: 'data', extra: {} },
  { name: 'converter', extra: {} },
  {
    name: 'deployer',
    extra: Object.fromEntries(
      ['CMakeLists.txt', 'CMakePresets.json', 'README.md', 'cmake', 'include', 'src', 'tools'].map((path) => [
        `packages/runtime-c/${path}`,
        `runtime-c/${path}`,
      ]),
    ),
  },
  { name: 'wasm', extra: { 'packages/wasm/build': 'build' }, isModule: true },
  { name: 'trainer', extra: { 'packages/trainer/native': 'native', 'packages/trainer/examples': 'examples' } },
];

/** What tests need is not published. */
export const isPublished = (path) => !/\.test\.m?[jt]s$|\/test-support(\/|$)/.test(path);
