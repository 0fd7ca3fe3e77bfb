// TensorFlow.js with native speed: libtensorflow and tfjs-node's addon.
import { hasAddon, placeAddon } from '../tensorflow/addon.mjs';
import { fetchLibraries, findLibraries } from '../tensorflow/libraries.mjs';

export const tensorflow = {
  name: 'tensorflow',
  gives: 'native training',
  costOfMissing: 'training runs in plain JavaScript: fit for a smoke test only',
  needs: ['npm-packages'],
  isDone: () => {
    const origin = findLibraries();
    return origin !== null && hasAddon(origin);
  },
  fetch: (_, needs) => fetchLibraries(needs),
  run: async () => {
    const origin = findLibraries();
    const version = await placeAddon(origin);
    return `TensorFlow ${version} from the ${origin.way} (${origin.source})${origin.why.length > 0 ? `, because ${origin.why.join('; ')}` : ''}`;
  },
};
