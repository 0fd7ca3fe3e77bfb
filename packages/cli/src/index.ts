// Everything that the other packages may use.
export { Option, type Command } from 'commander';
export { commandsHere } from './commands-here';
export { failureExitCode, failureLine, superviseCommandLine } from './failure';
export { claimFolder, lockFolder } from './folder-lock';
export { findHostProgram, requireHostProgram, runHostProgram, type ProgramOutcome } from './host-program';
export { onInterruption, withInterruption } from './interruption';
export { madeNetworks } from './made-networks';
export { didYouMean, nearestName } from './nearest';
export {
  amount,
  amountBelow,
  chooseByName,
  integer,
  once,
  percentage,
  positiveInteger,
  quantity,
  several,
} from './option-values';
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
export { clock, showProgress, type Progress } from './progress';
export { hasPip, installPythonPackages, packagesFolder } from './python-packages';
export { writePiecewise, type Append } from './piecewise';
export { runCommandLine, type CommandLine } from './run-command-line';
export { sourceState, UNKNOWN_SOURCES, type SourceState } from './source-state';
export { systemFailure } from './system-failure';
export { uninterrupted } from './uninterrupted';
export { watchInterruption, type Interruption } from './watch-interruption';
export {
  appendWhole,
  makeFolder,
  makeWritable,
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
  decodedFolder,
  hostBuildFolder,
  isInstalled,
  isNetworkFile,
  networkName,
  onBoardProgram,
  outFolder,
  packageFolder,
  runtimeFolder,
  userCache,
  userPath,
  workspaceRoot,
} from './workspace';
