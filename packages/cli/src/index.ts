// Everything that the other packages may use.
export { Option, type Command } from 'commander';
export { failureExitCode, failureLine, superviseCommandLine } from './failure';
export { claimFolder, lockFolder } from './folder-lock';
export { findHostProgram, requireHostProgram, runHostProgram, type ProgramOutcome } from './host-program';
export { onInterruption, withInterruption } from './interruption';
export { madeNetworks } from './made-networks';
export { didYouMean, nearestName } from './nearest';
export { amount, amountBelow, chooseByName, integer, once, positiveInteger, several } from './option-values';
export {
  CHART_BASE,
  CHART_FONT,
  CHART_TEXT,
  chartCard,
  escapeHtml,
  renderPage,
  tileList,
  seriesColor,
  type Chart,
  type Page,
} from './page';
export { hasPip, installPythonPackages, packagesFolder } from './python-packages';
export { runCommandLine, type CommandLine } from './run-command-line';
export { systemFailure } from './system-failure';
export { uninterrupted } from './uninterrupted';
export { watchInterruption, type Interruption } from './watch-interruption';
export {
  appendWhole,
  makeFolder,
  readStart,
  readWhole,
  requireWritable,
  writeTogether,
  writeWhole,
} from './whole-files';
export {
  buildFolder,
  cacheFolder,
  cifar10Folder,
  isNetworkFile,
  networkName,
  onBoardProgram,
  outFolder,
  userPath,
  workspaceRoot,
} from './workspace';
