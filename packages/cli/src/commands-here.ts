// Messages name commands as a clone has them; this is how they are typed where the packages came from npm.
import { isInstalled } from './workspace';

/** The text with its commands as they are typed here. */
export const commandsHere = (text: string): string => (isInstalled ? asInstalled(text) : text);

/** The front doors without Nx; the set-up, which travels in @bitplane/cli; the deployer, which builds the runtime. */
export const asInstalled = (text: string): string =>
  text
    .replaceAll('npx nx run runtime-c:build', 'npx bitplane-deployer build')
    .replace(/\bnpx nx run (trainer|converter|deployer):([\w-]+)( --(?= ))?/g, 'npx bitplane-$1 $2')
    .replace(/\bnpm run setup\b( --(?= ))?/g, 'npx bitplane-setup')
    .replace(/\bnpm run doctor\b/g, 'npx bitplane-setup --only check-machine');
