// A program that stays alive between rounds: one line in, one line of JSON out.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { BitplaneError } from '@bitplane/model';

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export class Worker {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(private readonly program: Program) {
    this.#child = spawn(program.command, program.args, {
      env: { ...process.env, ...program.env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // A program that cannot be started, or that has ended, ends its output; ask says so.
    this.#child.on('error', () => undefined);
    this.#child.stdin!.on('error', () => undefined);
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** Sends a request; resolves to its answer. Throws E_PROGRAM when the program has ended. */
  async ask<Answer>(request: object): Promise<Answer> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    const line = await this.#lines.next();
    if (line.done !== true) return JSON.parse(line.value) as Answer;
    throw new BitplaneError('E_PROGRAM', `${this.program.name} exited before it replied: see its message above`);
  }

  /** The program ends when its input does. */
  end(): void {
    this.#child.stdin!.end();
  }
}
