// One Jest for all packages; the whole path has a project of its own, because it is slow and runs alone.
const shared = {
  testEnvironment: '<rootDir>/jest-environment.js',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};

module.exports = {
  // Five seconds are too few for what starts programs, where the machine has other work as well.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      roots: ['<rootDir>/packages', '<rootDir>/tools'],
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tools/proof/'],
    },
    // With Python packages of gigabytes.
    { ...shared, displayName: 'real-tools', roots: ['<rootDir>/tools/proof'], testMatch: ['**/*.test.ts'] },
    { ...shared, displayName: 'e2e', roots: ['<rootDir>/test'], testMatch: ['**/*.test.ts'] },
  ],
};
