// Which networks have results in the default place.
import { existsSync, readdirSync } from 'node:fs';
import { outFolder } from './workspace';

/** Names of those that have this file, such as train/model.json. */
export const madeNetworks = (...file: readonly string[]): string[] =>
  existsSync(outFolder()) ? readdirSync(outFolder()).filter((name) => existsSync(outFolder(name, ...file))) : [];
