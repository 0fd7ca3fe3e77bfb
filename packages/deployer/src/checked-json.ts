// JSON from outside: what is not as expected is null.
import type { z } from 'zod';

export function checkedJson<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
