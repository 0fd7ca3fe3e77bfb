// The kinds of boards; the first that fits is taken. A new one is a file and a line.
import type { Probe } from '../probe';
import type { Board } from './board';
import { genericLinux } from './generic-linux';
import { local } from './local';
import { raspberryPi } from './raspberry-pi';

export type { Board };

export const BOARDS: readonly Board[] = [local, raspberryPi, genericLinux];

/** The kind of board that printed this. */
export const boardOf = ({ standIn, model }: Pick<Probe, 'standIn' | 'model'>): Board =>
  BOARDS.find((board) => board.standIn === standIn && board.model.test(model)) ?? genericLinux;
