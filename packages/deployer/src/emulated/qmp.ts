// QEMU's machine protocol over a child's standard input and output: a line of JSON each way.
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { BitplaneError } from '@bitplane/model';

interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

export interface Qmp {
  /** Resolves to what the command returns. Throws E_PROGRAM. */
  execute(command: string, words?: object): Promise<unknown>;
}

/** The child was started with `-qmp stdio`. */
export async function openQmp(child: ChildProcess): Promise<Qmp> {
  const waiting: ((reply: Reply) => void)[] = [];
  const over: Reply = { error: { desc: 'it has ended' } };
  let isOver = false;
  const lines = createInterface(child.stdout!);
  lines.on('line', (line) => {
    const message = JSON.parse(line) as Reply & { QMP?: object; event?: string };
    if (message.QMP === undefined && message.event === undefined) waiting.shift()?.(message);
  });
  lines.on('close', () => {
    isOver = true;
    waiting.splice(0).forEach((reply) => reply(over));
  });
  child.stdin!.on('error', () => undefined);
  const qmp: Qmp = {
    async execute(command, words) {
      const reply = new Promise<Reply>((resolve) => (isOver ? resolve(over) : waiting.push(resolve)));
      child.stdin!.write(`${JSON.stringify({ execute: command, arguments: words })}\n`);
      const { error, return: result } = await reply;
      if (error === undefined) return result;
      throw new BitplaneError('E_PROGRAM', `QEMU rejects ${command}: ${error.desc}`);
    },
  };
  await qmp.execute('qmp_capabilities');
  return qmp;
}
