// A connection to a host. ssh2 never calls back for what was under way when a connection is lost, so everything is
// raced against the loss.
import type { Client } from 'ssh2';
import { BitplaneError } from '@bitplane/model';

export class Link {
  private connection: Connection;
  private open: (() => Promise<Link>) | null = null;
  private renewal: Promise<void> | null = null;

  /** `host` is the name in messages. The client is ready. */
  constructor(
    client: Client,
    readonly host: string,
  ) {
    this.connection = watch(client, host);
  }

  get client(): Client {
    return this.connection.client;
  }

  get isLost(): boolean {
    return this.connection.isLost;
  }

  /** Settles as `operation` does, or rejects with E_HOST when the connection is lost before. */
  race<T>(operation: Promise<T>): Promise<T> {
    // The loss comes first: an operation that was started after it fails with ssh2's words.
    return Promise.race([this.connection.lost, operation]);
  }

  /** From now on the connection can be replaced between two commands. */
  renewWith(open: () => Promise<Link>): this {
    this.open = open;
    return this;
  }

  /**
   * Replaces the connection. Resolves to false where nobody said how, and after `close`; throws what connecting throws.
   */
  async renew(): Promise<boolean> {
    if (this.open === null) return false;
    this.renewal ??= this.replace(this.open).finally(() => (this.renewal = null));
    await this.renewal;
    return true;
  }

  /** A second connection, beside this one. Throws what connecting throws. */
  another(): Promise<Link> {
    if (this.open === null) throw new Error('nobody has said how to connect again');
    return this.open();
  }

  /** Ends the connection and waits until it has ended. */
  async close(): Promise<void> {
    this.open = null;
    this.client.end();
    await this.connection.lost.catch(() => undefined);
  }

  private async replace(open: () => Promise<Link>): Promise<void> {
    this.client.end();
    this.connection = (await open()).connection;
  }
}

interface Connection {
  readonly client: Client;
  /** Rejects when the connection ends, whoever ended it. */
  readonly lost: Promise<never>;
  readonly isLost: boolean;
}

function watch(client: Client, host: string): Connection {
  let reason = 'closed by the host';
  let isLost = false;
  client.on('error', (error) => (reason = error.message));
  const lost = new Promise<never>((_, reject) => {
    client.on('close', () => {
      isLost = true;
      reject(new BitplaneError('E_HOST', `lost the connection to ${host} (${reason}): run the command again`));
    });
  });
  // Nobody may be waiting at that moment.
  lost.catch(() => undefined);
  return {
    client,
    lost,
    get isLost() {
      return isLost;
    },
  };
}
