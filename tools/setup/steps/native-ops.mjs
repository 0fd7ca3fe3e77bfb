// The trainer's own ops inside TensorFlow, compiled for this processor.
import { existsSync } from 'node:fs';
import { command } from '../command.mjs';
import { cacheFolder, modulesFolder, root } from '../places.mjs';

export const nativeOps = {
  name: 'native-ops',
  gives: 'training ops for this processor',
  costOfMissing: 'training gives the same results but is several times slower',
  optional: true,
  needs: ['npm-packages', 'tensorflow'],
  isDone: () => existsSync(cacheFolder('native-ops/bitplane_ops.node')),
  alwaysRun: true,
  run: async () =>
    (
      await command(process.execPath, [modulesFolder('@bitplane/trainer/bin/build-native-ops.js')], { cwd: root })
    ).trim(),
};
