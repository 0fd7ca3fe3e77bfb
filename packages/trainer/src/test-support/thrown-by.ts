// For tests of errors: what a call throws, so that its code and message can be compared.

/** The error of a call or a promise; fails the test when there is none. */
export async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error, but the call ended well');
}
