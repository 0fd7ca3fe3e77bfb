// What is special about a kind of board, as plain data.

export interface Board {
  readonly name: string;
  readonly title: string;
  /** The model that such a board states, from its devicetree or firmware. */
  readonly model: RegExp;
  /** Stands for a board where there is none: the built-in SSH server on this computer. */
  readonly standIn: boolean;
  /** The thermal zone, by type, that is the processor's. */
  readonly thermalZone: RegExp;
  /** What to do for steady times, for the user to read. */
  readonly advice: string;
}
