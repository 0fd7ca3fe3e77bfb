// An open connection. ssh2 never calls back for what was under way when a connection is lost, so everything is raced against the loss.
import type { Client } from 'ssh2';
import { BitplaneError } from '@bitplane/model';

export class Link {
  private reason = 'closed by the host';
  private readonly lost: Promise<never>;

  /** `host` stands in messages. The client is ready. */
  constructor(
    readonly client: Client,
    readonly host: string,
  ) {
    this.lost = new Promise((_, reject) => {
      client.on('error', (error) => {
        this.reason = error.message;
      });
      client.on('close', () =>
        reject(new BitplaneError('E_HOST', `lost the connection to ${host} (${this.reason}): run the command again`)),
      );
    });
    // Nobody may be waiting at that moment.
    this.lost.catch(() => undefined);
  }

  /** Settles as `operation` does, or rejects with E_HOST when the connection is lost before. */
  race<T>(operation: Promise<T>): Promise<T> {
    // The loss comes first: an operation that was started after it fails with ssh2's words.
    return Promise.race([this.lost, operation]);
  }

  /** Ends the connection and waits until it has ended. */
  async close(): Promise<void> {
    this.client.end();
    await this.lost.catch(() => undefined);
  }
}
