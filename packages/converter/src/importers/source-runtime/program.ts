// A program that runs a trained network and stays alive: a line of JSON in, a line of JSON out, numbers in files. It is
// a script of python/ or a program of another package; python/worker.py says what the lines are.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BitplaneError } from '@bitplane/model';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Beside the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** What it says at the start. */
interface Started {
  readonly name: string;
  /** Of each input, without the batch. */
  readonly inputs: readonly (readonly number[])[];
  /** What it does to its scores at the end. */
  readonly finish: string | null;
}

interface Reply {
  readonly scores: readonly [number, number];
  readonly layers: readonly (readonly [string, number, number])[];
}

export interface ProgramOutput {
  readonly scores: Float32Array;
  /** By the source's names. */
  readonly layers: readonly (readonly [string, Float32Array])[];
}

/** What a network reads. */
export interface ProgramInput {
  /** Of all inputs, one after the other. */
  readonly numbers: Float32Array;
  /** Whether they are the image's bytes, for a network that reads these. */
  readonly areBytes: boolean;
  readonly withLayers: boolean;
}

/** The last lines that a program wrote to stderr say why it ended. */
const KEPT_CHARACTERS = 2000;

export class Program {
  private readonly folder = mkdtempSync(join(tmpdir(), 'bitplane-source-'));
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private complaints = '';
  private started: Started | null = null;

  private constructor({ program, args, env }: Command) {
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    // A program that cannot be started, or that has ended, ends its output; `line` says so.
    this.child.on('error', ({ message }) => void (this.complaints += message));
    this.child.stdin!.on('error', () => undefined);
    this.child.stderr!.on('data', (text: Buffer) => {
      this.complaints = (this.complaints + text.toString()).slice(-KEPT_CHARACTERS);
    });
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  /** Resolves to why it cannot run the network, where it cannot. */
  static async start(command: Command): Promise<Program | string> {
    const program = new Program(command);
    const said = await program.line<Started & { readonly unavailable?: string }>();
    if (typeof said !== 'string' && said.unavailable === undefined) {
      program.started = said;
      return program;
    }
    program.close();
    return typeof said === 'string' ? said : said.unavailable!;
  }

  get name(): string {
    return this.started!.name;
  }

  get inputs(): Started['inputs'] {
    return this.started!.inputs;
  }

  get finish(): Started['finish'] {
    return this.started!.finish;
  }

  /** Throws E_PROGRAM where the program fails. */
  async compute({ numbers, areBytes, withLayers }: ProgramInput): Promise<ProgramOutput> {
    const files = { in: join(this.folder, 'in'), out: join(this.folder, 'out') };
    writeFileSync(files.in, numbers);
    this.child.stdin!.write(`${JSON.stringify({ ...files, layers: withLayers, bytes: areBytes })}\n`);
    const reply = await this.line<Reply & { readonly error?: string }>();
    const failure = typeof reply === 'string' ? reply : reply.error;
    if (typeof reply === 'string' || failure !== undefined)
      throw new BitplaneError('E_PROGRAM', `${this.name} cannot run the network: ${failure}`);
    const bytes = new Uint8Array(readFileSync(files.out));
    const part = (first: number, length: number): Float32Array => new Float32Array(bytes.buffer, 4 * first, length);
    return {
      scores: part(...reply.scores),
      layers: reply.layers.map(([name, first, length]) => [name, part(first, length)]),
    };
  }

  /** The program ends when its input does. */
  close(): void {
    this.child.stdin!.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What it said, or why it ended without a word. */
  private async line<Said>(): Promise<Said | string> {
    const line = await this.lines.next();
    if (line.done !== true) return JSON.parse(line.value) as Said;
    return this.complaints.trim().split('\n').at(-1) || `${this.child.spawnfile} ended without a word`;
  }
}
