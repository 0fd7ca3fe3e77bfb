// What a network is called for which no name was given.
import { basename, dirname, parse } from 'node:path';
import { userPath } from '@bitplane/cli';

/** Names that say what a path holds, and not which network. */
const WHAT_IT_HOLDS: readonly string[] = ['model.json', 'train', 'saved_model'];
const DEFAULT_NETWORK = 'reference';

/**
 * The name of the file, or of the folder around one whose name says nothing: network.onnx and network/train/model.json
 * are both "network", so that the export of somebody's file never replaces that of another network. Without a path:
 * "reference".
 */
export function networkOf(model: string | undefined): string {
  if (model === undefined) return DEFAULT_NETWORK;
  let path = userPath(model);
  while (WHAT_IT_HOLDS.includes(basename(path))) path = dirname(path);
  return parse(path).name || DEFAULT_NETWORK;
}
