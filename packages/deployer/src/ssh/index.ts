// What the rest of the deployer knows of SSH.
export { resolveTarget, type Target } from './config';
export { connect } from './connect';
export { acceptingNewKeys } from './host-key';
export { exec, quote, type ExecOptions, type ExecOutcome } from './exec';
export type { Link } from './link';
export { said } from './said';
export { startLocalBoard, type LocalBoard, type LocalBoardOptions } from './local-server/local-board';
export { lastLine, put, remoteSums, sha256, type FileToPut } from './transfer';
