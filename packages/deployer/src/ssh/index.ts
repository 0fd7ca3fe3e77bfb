// What the rest of the deployer knows of SSH.
export { resolveTarget, type Target } from './config';
export { connect } from './connect';
export { acceptingNewKeys } from './host-key';
export { exec, type ExecOptions, type ExecOutcome } from './exec';
export { follow } from './follow';
export { hold } from './hold';
export type { Link } from './link';
export { quote } from './quote';
export { kindOfRefusal, lastLine } from './refusal';
export { said } from './said';
export { startLocalBoard, type LocalBoard, type LocalBoardOptions } from './local-server/local-board';
export { put, remoteSums, sha256, type FileToPut } from './transfer';
export { glob } from './ssh-config/glob';
