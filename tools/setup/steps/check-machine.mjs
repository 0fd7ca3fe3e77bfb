// What must be on the machine before anything else: Node, compilers, CMake, git; and Python, without which there is a
// longer way.
import { isTriedPlatform } from '../downloads.mjs';
import { inspect, isAtLeast, missingMessage, PROGRAMS } from '../machine.mjs';

const NODE = { lowest: '20.19', highestTried: 26 };

export const checkMachine = {
  name: 'check-machine',
  gives: 'list of what the machine lacks',
  costOfMissing: 'nothing can be built',
  needs: [],
  /** Asking costs less than remembering. */
  isDone: () => false,
  run: async () => {
    const version = process.versions.node;
    if (!isAtLeast(version, NODE.lowest))
      throw new Error(`Node ≥ ${NODE.lowest} is needed, this is ${version}: see https://nodejs.org`);
    const lacking = (await inspect(PROGRAMS)).filter(({ fits }) => !fits);
    if (lacking.some(({ required }) => required)) throw new Error(missingMessage(lacking));
    return [
      `Node ${version}`,
      ...(Number(version.split('.')[0]) > NODE.highestTried ? [`newer than the tested ${NODE.highestTried}`] : []),
      ...(isTriedPlatform
        ? []
        : [`${process.platform}-${process.arch} is untested: it takes the wheels that match linux-x64's`]),
      ...(lacking.length > 0
        ? [`no ${lacking.map(({ name }) => name).join(', no ')}: ${lacking[0].costOfMissing}`]
        : []),
    ].join('; ');
  },
};
