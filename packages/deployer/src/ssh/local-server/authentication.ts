// Lets in whoever proves to have one key, and nobody else.
import { timingSafeEqual } from 'node:crypto';
import { utils, type AuthContext } from 'ssh2';

/** A listener for ssh2's `authentication` event. `publicKey` as in authorized_keys. */
export function publicKeyOnly(publicKey: string): (context: AuthContext) => void {
  const allowed = utils.parseKey(publicKey);
  if (allowed instanceof Error) throw allowed;
  const allowedBytes = allowed.getPublicSSH();
  return (context) => {
    if (context.method !== 'publickey') return context.reject(['publickey']);
    const isKey = context.key.data.length === allowedBytes.length && timingSafeEqual(context.key.data, allowedBytes);
    // Without a signature the client only asks whether the key would do.
    const isProven =
      context.signature === undefined ||
      (context.blob !== undefined && allowed.verify(context.blob, context.signature, context.hashAlgo) === true);
    if (isKey && isProven) context.accept();
    else context.reject(['publickey']);
  };
}
