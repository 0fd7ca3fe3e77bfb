// Checkpoints of the first schema, which named their recipe and had no signs to watch: long runs outlive a change of
// the trainer.
import { recipeNamed } from '../recipes';
import type { Checkpoint } from './checkpoint-schema';
import type { Position } from './history';
import type { Settings } from './settings';

interface FirstCheckpoint extends Omit<Checkpoint, 'schema' | 'settings' | 'data' | 'position'> {
  readonly schema: 'bitplane-checkpoint/1';
  readonly settings: Omit<Settings, 'recipe'> & {
    readonly recipe: string;
    readonly epochs: number;
    readonly batchSize: number;
  };
  readonly position: Omit<Position, 'signs'>;
}

export const isFirstSchema = (checkpoint: { readonly schema: string }): checkpoint is FirstCheckpoint =>
  checkpoint.schema === 'bitplane-checkpoint/1';

/**
 * The recipe is taken from the list, whose numbers are those of then. Throws E_USAGE for a name that is no longer
 * there.
 */
export function fromFirstSchema({ settings, position, ...rest }: FirstCheckpoint): Checkpoint {
  const { recipe, epochs, batchSize, ...others } = settings;
  const { history } = position;
  return {
    ...rest,
    schema: 'bitplane-checkpoint/2',
    data: null,
    settings: { ...others, recipe: { ...recipeNamed(recipe), epochs, batchSize } },
    position: {
      ...position,
      signs: null,
      history: { ...history, epochs: history.epochs.map((epoch) => ({ ...epoch, layers: [] })) },
    },
  };
}
