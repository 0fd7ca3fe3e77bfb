import { z } from 'zod';

/**
 * A quantizer's name, or an object with its name and settings; docs/quantizers.md lists them, the layers check them.
 */
const quantizer = z.union([z.string(), z.looseObject({ name: z.string() })], {
  error: 'Invalid input: expected the name of a quantizer, or { "name", … } with its settings',
});

export const quantizersSchema = z.strictObject({ input: quantizer, kernel: quantizer });

export type QuantizersSettings = z.infer<typeof quantizersSchema>;
