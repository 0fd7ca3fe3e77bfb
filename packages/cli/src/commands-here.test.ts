import { asInstalled, commandsHere } from './commands-here';

test.each([
  ['run "npx nx run trainer:train" first', 'run "npx bitplane-trainer train" first'],
  ['npx nx run trainer:bench-ranks -- --ranks 1,2', 'npx bitplane-trainer bench-ranks --ranks 1,2'],
  ['npx nx run deployer:push --host pi', 'npx bitplane-deployer push --host pi'],
  ['build it with npx nx run runtime-c:build, or', 'build it with npx bitplane-deployer build, or'],
  ['run "npm run setup -- --only tensorflow" first', 'run "npx bitplane-setup --only tensorflow" first'],
  ['run "npm run setup"', 'run "npx bitplane-setup"'],
  ['"npm run doctor" says how', '"npx bitplane-setup --only check-machine" says how'],
  ['nothing to run', 'nothing to run'],
])('%s', (inClone, installed) => {
  expect(asInstalled(inClone)).toBe(installed);
  expect(commandsHere(inClone)).toBe(inClone);
});
