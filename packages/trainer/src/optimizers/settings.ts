// What a recipe can say about its optimizer.
import { z } from 'zod';
import { adamSchema } from './adam';
import { bopFields } from './bop';
import { momentumSgdSchema } from './momentum-sgd';

const descentSchema = z.discriminatedUnion('kind', [adamSchema, momentumSgdSchema]);

/** Bop moves the weights of binary kernels; all other ones follow a gradient, by an optimizer of their own. */
const bopSchema = z.strictObject({ ...bopFields, others: descentSchema });

export const optimizerSchema = z.discriminatedUnion('kind', [adamSchema, momentumSgdSchema, bopSchema]);

export type OptimizerSettings = z.infer<typeof optimizerSchema>;
