// What starts the process of a run, here or on another host.

/** A place for one run at a time. */
export interface Slot {
  /** Null: this machine. */
  readonly host: string | null;
}

export type RunEnd =
  /** It has come where it was to come. */
  | { readonly kind: 'done' }
  /** It was told to stop, and has. */
  | { readonly kind: 'stopped' }
  /** isFinal: it would fail again. */
  | { readonly kind: 'failed'; readonly reason: string; readonly isFinal: boolean }
  /** The run is as it was: its host cannot be used. */
  | { readonly kind: 'host-lost'; readonly reason: string };

export interface RunProcess {
  readonly ended: Promise<RunEnd>;
  /** Asks for an end after the current step, with a checkpoint. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

export interface Launcher {
  readonly what: string;
  /** words: of the program for a run. onText: what it prints. */
  start(words: readonly string[], slot: Slot, onText: (text: string) => void): RunProcess;
}
