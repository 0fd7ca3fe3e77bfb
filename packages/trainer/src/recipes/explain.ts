// What is wrong with data from outside, in one line: the field, what was expected there, what came.
import { z } from 'zod';
import { didYouMean } from '@bitplane/cli';

export interface Described {
  readonly schema: z.ZodType;
  /** What all of it is called: "the recipe". */
  readonly whole: string;
  /** Where its fields are listed: 'those that "…" prints'. */
  readonly fields: string;
}

/** The first field that is wrong. */
export function explain({ issues }: z.ZodError, value: unknown, { schema, whole, fields }: Described): string {
  // A misspelt field is missing under its own name as well.
  const issue = issues.find((each) => each.code === 'unrecognized_keys') ?? issues[0];
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const meant = didYouMean(issue.keys[0], fieldNames(z.toJSONSchema(schema, { io: 'input' })));
    return `there is no field ${[...path, issue.keys[0]].join('.')}: expected only ${fields}${meant}`;
  }
  const came = path.reduce<unknown>((parent, key) => (parent as Record<string, unknown> | undefined)?.[key], value);
  const field = path.length === 0 ? whole : path.join('.');
  return `${field}: expected ${expectation(issue)}, got ${came === undefined ? 'nothing' : JSON.stringify(came)}`;
}

/** Of a key of a record zod says what is wrong one level below. */
const messageOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_key' ? issue.issues[0].message : issue.message;

/**
 * zod says "Invalid input: expected number, received string", "Too small: expected number to be >0", "Invalid
 * discriminator value. Expected 'a' | 'b'".
 */
function expectation(issue: z.core.$ZodIssue): string {
  const message = messageOf(issue);
  const [, expected = message] = /expected (.*)$/i.exec(message) ?? [];
  return expected.replace(/, received .*$/, '').replace(/^int$/, 'a whole number');
}

/** Of a schema and all its parts. */
function fieldNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} } = schema as { properties?: object };
  return [...Object.keys(properties), ...Object.values(schema).flatMap(fieldNames)];
}
