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

/** What a program replies instead of an answer. */
export interface Failure {
  readonly failure: Pick<BitplaneError, 'code' | 'message'>;
}

const isFailure = (reply: unknown): reply is Failure =>
  typeof reply === 'object' && reply !== null && 'failure' in reply;

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

  get name(): string {
    return this.program.name;
  }

  /**
   * Sends a request; resolves to its answer. Throws the error that the program replied with, E_PROGRAM when it has
   * ended.
   */
  async ask<Answer>(request: object): Promise<Answer> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    const line = await this.#lines.next();
    if (line.done !== true) {
      const reply = JSON.parse(line.value) as Answer | Failure;
      if (!isFailure(reply)) return reply;
      throw new BitplaneError(reply.failure.code, reply.failure.message);
    }
    throw new BitplaneError('E_PROGRAM', `${this.program.name} exited before it replied: see its message above`);
  }

  /** The program ends when its input does. */
  end(): void {
    this.#child.stdin!.end();
  }
}

/** One after the other: no program runs while another is measured. */
export async function inTurn<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}
