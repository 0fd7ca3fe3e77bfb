import { createHmac } from 'node:crypto';
import { newHostKey } from '../test-support/host-key';
import { judge, keysIn } from './known-hosts';
import { fingerprint, keyType } from './public-key';

const board = newHostKey();
const other = newHostKey();

const hashed = (name: string, saltText = '0123456789abcdefghij'): string => {
  const salt = Buffer.from(saltText);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};

test.each([
  ['a plain name', `pi ${board.line}`, 'pi', 'known'],
  ['one of several names', `10.0.0.7,pi ${board.line} comment`, 'pi', 'known'],
  ['another port', `[pi]:2222 ${board.line}`, '[pi]:2222', 'known'],
  ['the same host on its default port', `pi ${board.line}`, '[pi]:2222', 'unknown'],
  ['a hashed name', `${hashed('[pi]:2222')} ${board.line}`, '[pi]:2222', 'known'],
  ['another hashed name', `${hashed('pie')} ${board.line}`, 'pi', 'unknown'],
  ['a wildcard', `*.lan ${board.line}`, 'pi.lan', 'known'],
  ['a negated name', `*.lan,!pi.lan ${board.line}`, 'pi.lan', 'unknown'],
  ['no line', '# pi is new\n\n', 'pi', 'unknown'],
  ['another key', `pi ${other.line}`, 'pi', 'changed'],
  ['an old key and the present one', `pi ${other.line}\npi ${board.line}`, 'pi', 'known'],
  ['a revoked key', `pi ${board.line}\n@revoked * ${board.line}`, 'pi', 'revoked'],
  ['a revocation of another key', `pi ${board.line}\n@revoked * ${other.line}`, 'pi', 'known'],
  ['a certificate authority only', `@cert-authority * ${other.line}`, 'pi', 'unknown'],
  ['a question mark, which is one character', `pi? ${board.line}`, 'pi', 'unknown'],
  ['a question mark for one character', `pi? ${board.line}`, 'pi4', 'known'],
  ['a name in capitals', `Board.LAN ${board.line}`, 'board.lan', 'known'],
  ['a hash with a short salt', `${hashed('pi', 'short')} ${board.line}`, 'pi', 'unknown'],
  ['a line with another marker', `@trusted pi ${board.line}`, 'pi', 'unknown'],
  ['a line without a key', `pi\npi ssh-ed25519\npi ${board.line}`, 'pi', 'known'],
  ['a key that is cut short', `pi ${board.line.slice(0, -8)}`, 'pi', 'unknown'],
  ['a key under the name of another type', `pi ${board.line.replace('nistp256', 'nistp384')}`, 'pi', 'unknown'],
  ['line ends of Windows', `pi ${board.line}\r\n`, 'pi', 'known'],
])('%s', (_, text, name, verdict) => {
  expect(judge(keysIn(text, name, 'known_hosts'), board.blob)).toBe(verdict);
});

test('prints a fingerprint as ssh-keygen does', () => {
  // GitHub's key and its published fingerprint.
  const key = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl', 'base64');
  expect(fingerprint(key)).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
  expect(keyType(key)).toBe('ssh-ed25519');
});
