// A host lets us in but runs no script: its login shell is none, or asks questions.
import { BitplaneError } from '@bitplane/model';
import type { ExecOutcome } from './marked-output';
import { said } from './said';

export const startFailure = (host: string, outcome: ExecOutcome, cause?: Error): BitplaneError =>
  new BitplaneError(
    'E_BOARD',
    `${host}: expected "ssh ${host} sh" to start a POSIX shell, got ${cause === undefined ? '' : 'no end marker and '}${said(outcome)}: ` +
      'set a login shell for that user on the board, or log in as another one (User in the ssh_config)',
    { cause },
  );
