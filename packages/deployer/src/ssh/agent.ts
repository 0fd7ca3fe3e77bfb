// Asks an SSH agent which keys it holds, and lets it sign with one. draft-miller-ssh-agent.
import { connect } from 'node:net';
import {
  BaseAgent,
  createAgent,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';
import { keyType } from './public-key';
import { named, type SigningRule } from './signing-rule';

export interface AgentKey {
  readonly type: string;
  readonly blob: Buffer;
  readonly comment: string;
}

const REQUEST_IDENTITIES = Buffer.from([0, 0, 0, 1, 11]);
const IDENTITIES_ANSWER = 12;
/** A longer answer is none. */
const MAX_ANSWER_NBYTES = 256 * 1024;
const PATIENCE_MS = 5000;

/**
 * The keys that the agent holds, also those that ssh2 cannot use, which its own list leaves out. Null if no agent
 * responds at `socket`.
 */
export function askAgent(socket: string): Promise<AgentKey[] | null> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const finish = (keys: AgentKey[] | null) => {
      connection.destroy();
      resolve(keys);
    };
    let answer = Buffer.alloc(0);
    connection
      .setTimeout(PATIENCE_MS, () => finish(null))
      .on('connect', () => connection.write(REQUEST_IDENTITIES))
      .on('error', () => finish(null))
      .on('close', () => finish(null))
      .on('data', (data) => {
        answer = Buffer.concat([answer, data]);
        const isWhole = answer.length >= 4 && answer.length >= 4 + answer.readUInt32BE(0);
        if (isWhole || answer.length > MAX_ANSWER_NBYTES) finish(keysIn(answer));
      });
  });
}

/** An answer is its length, its type, the number of keys; then each key and its comment. */
function keysIn(answer: Buffer): AgentKey[] | null {
  let position = 5;
  const readNumber = () => {
    position += 4;
    return answer.readUInt32BE(position - 4);
  };
  const readField = () => {
    const length = readNumber();
    position += length;
    return answer.subarray(position - length, position);
  };
  try {
    if (answer[4] !== IDENTITIES_ANSWER) return null;
    return Array.from({ length: readNumber() }, () => {
      const blob = readField();
      return { type: keyType(blob), blob, comment: readField().toString('utf8') };
    });
  } catch {
    return null;
  }
}

/** For ssh2: an agent that holds one key. */
export class OneKeyAgent extends BaseAgent<ParsedKey> {
  constructor(
    private readonly socket: string,
    private readonly key: ParsedKey,
    private readonly rule: SigningRule,
  ) {
    super();
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    callback(null, [named(this.key, this.rule.type)]);
  }

  override sign(_key: ParsedKey, data: Buffer, options: SigningRequestOptions | SignCallback, callback?: SignCallback) {
    const done = typeof options === 'function' ? options : (callback ?? (() => undefined));
    try {
      const hash = this.rule.hash(typeof options === 'function' ? undefined : options.hash);
      createAgent(this.socket).sign(this.key, data, { hash }, done);
    } catch (error) {
      done(error as Error);
    }
  }
}
