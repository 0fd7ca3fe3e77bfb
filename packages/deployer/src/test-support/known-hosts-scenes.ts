// Scenes of known_hosts files, for a server on 127.0.0.1, and what OpenSSH decides in each.
import { hashName } from '../ssh/known-hosts';

export interface Scene {
  /** Lines of known_hosts; null for no such file. */
  readonly lines?: readonly string[] | null;
  /** Options of the ssh_config; the usual ones follow them. */
  readonly options?: readonly string[];
  /** More files, by their names in the folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** What both decide. */
  readonly connects: boolean;
}

/** What a scene is made of. `ed`, `ecdsa` and `rsa` are the server's keys; `other…` are nobody's. */
export interface Given {
  readonly at: string;
  readonly ed: string;
  readonly ecdsa: string;
  readonly rsa: string;
  readonly other: string;
  readonly otherEcdsa: string;
  readonly folder: string;
  readonly port: number;
}

const name = 'HostName localhost';
const hashed = (text: string) => hashName(text, Buffer.from('0123456789abcdefghij'));

export const SCENES: Readonly<Record<string, (given: Given) => Scene>> = {
  'the host with its port': ({ at, ed }) => ({ lines: [`${at} ${ed}`], connects: true }),
  'the host without its port': ({ ed }) => ({ lines: [`127.0.0.1 ${ed}`], connects: true }),
  'another port': ({ ed }) => ({ lines: [`[127.0.0.1]:1 ${ed}`], connects: false }),
  'the port with the default in brackets': ({ ed }) => ({ lines: [`[127.0.0.1]:22 ${ed}`], connects: false }),
  'no line': () => ({ lines: [], connects: false }),
  'no file': () => ({ lines: null, connects: false }),
  'another host': ({ ed }) => ({ lines: [`10.0.0.7 ${ed}`], connects: false }),

  'a hash of the host with its port': ({ at, ed }) => ({ lines: [`${hashed(at)} ${ed}`], connects: true }),
  'a hash of the host without its port': ({ ed }) => ({ lines: [`${hashed('127.0.0.1')} ${ed}`], connects: true }),
  'a hash of another host': ({ ed }) => ({ lines: [`${hashed('pi')} ${ed}`], connects: false }),
  'a hash of a name in capitals': ({ ed }) => ({
    lines: [`${hashed('LOCALHOST')} ${ed}`],
    options: ['HostName LOCALHOST'],
    connects: false,
  }),
  'a hash of the name, typed in capitals': ({ ed }) => ({
    lines: [`${hashed('localhost')} ${ed}`],
    options: ['HostName LOCALHOST'],
    connects: true,
  }),
  'a hash with a short salt': ({ ed }) => ({
    lines: [`${hashName('127.0.0.1', Buffer.from('short'))} ${ed}`],
    connects: false,
  }),
  'a hash that is damaged': ({ ed }) => ({ lines: [`|1|abc ${ed}`, `127.0.0.1 ${ed}`], connects: true }),

  'a star': ({ ed }) => ({ lines: [`* ${ed}`], connects: true }),
  'a star at the end': ({ ed }) => ({ lines: [`127.0.* ${ed}`], connects: true }),
  'a star for the port': ({ ed }) => ({ lines: [`[127.0.0.1]:* ${ed}`], connects: true }),
  'a star that fits nothing here': ({ ed }) => ({ lines: [`10.* ${ed}`], connects: false }),
  'a question mark for a character': ({ ed }) => ({ lines: [`127.0.0.? ${ed}`], connects: true }),
  'a question mark for no character': ({ ed }) => ({ lines: [`localhost? ${ed}`], options: [name], connects: false }),
  'question marks for the port': ({ ed, port }) => ({
    lines: [`[localhost]:${'?'.repeat(String(port).length)} ${ed}`],
    options: [name],
    connects: true,
  }),
  'brackets that are no set': ({ ed }) => ({ lines: [`127.0.0.[1] ${ed}`], connects: false }),
  'dots that are only dots': ({ ed }) => ({ lines: [`127x0x0x1 ${ed}`], connects: false }),

  'an exception for the host without its port': ({ ed }) => ({ lines: [`*,!127.0.0.1 ${ed}`], connects: true }),
  'an exception for the host with its port': ({ at, ed }) => ({ lines: [`*,!${at} ${ed}`], connects: true }),
  'an exception for both': ({ at, ed }) => ({ lines: [`!127.0.0.1,*,!${at} ${ed}`], connects: false }),
  'an exception alone': ({ ed }) => ({ lines: [`!10.0.0.7 ${ed}`], connects: false }),
  'an exception in another line': ({ at, ed }) => ({ lines: [`!${at} ${ed}`, `${at} ${ed}`], connects: true }),
  'a list of names': ({ at, ed }) => ({ lines: [`pi,${at},10.0.0.7 ${ed} my board`], connects: true }),
  'a list with a space': ({ at, ed }) => ({ lines: [`pi, ${at} ${ed}`], connects: false }),

  'a name in capitals in the file': ({ ed }) => ({ lines: [`LocalHost ${ed}`], options: [name], connects: true }),
  'a name in capitals in the config': ({ ed }) => ({
    lines: [`localhost ${ed}`],
    options: ['HostName LocalHost'],
    connects: true,
  }),
  'an address in short form': ({ at, ed }) => ({ lines: [`${at} ${ed}`], options: ['HostName 127.1'], connects: true }),

  'another key': ({ at, other }) => ({ lines: [`${at} ${other}`], connects: false }),
  'another key and then the right one': ({ at, ed, other }) => ({
    lines: [`${at} ${other}`, `${at} ${ed}`],
    connects: true,
  }),
  'the right key and then another one': ({ at, ed, other }) => ({
    lines: [`${at} ${ed}`, `${at} ${other}`],
    connects: true,
  }),
  'another key with the port, the right one without': ({ at, ed, other }) => ({
    lines: [`${at} ${other}`, `127.0.0.1 ${ed}`],
    connects: false,
  }),
  'the right key with the port, another one without': ({ at, ed, other }) => ({
    lines: [`127.0.0.1 ${other}`, `${at} ${ed}`],
    connects: true,
  }),
  'another key without the port': ({ other }) => ({ lines: [`127.0.0.1 ${other}`], connects: false }),
  'a key of a type that is not the first choice': ({ at, ecdsa }) => ({ lines: [`${at} ${ecdsa}`], connects: true }),
  'the RSA key only': ({ at, rsa }) => ({ lines: [`${at} ${rsa}`], connects: true }),
  'a second-choice key without the port': ({ ecdsa }) => ({ lines: [`127.0.0.1 ${ecdsa}`], connects: false }),
  'another key of another type': ({ at, otherEcdsa }) => ({ lines: [`${at} ${otherEcdsa}`], connects: false }),
  'another key of a type, and the right key of the next': ({ at, other, rsa }) => ({
    lines: [`${at} ${other}`, `${at} ${rsa}`],
    connects: false,
  }),
  'an RSA key called rsa-sha2-512': ({ at, rsa }) => ({
    lines: [`${at} ${rsa.replace('ssh-rsa', 'rsa-sha2-512')}`],
    connects: true,
  }),
  'an RSA key called rsa-sha2-256': ({ rsa }) => ({
    lines: [`* ${rsa.replace('ssh-rsa', 'rsa-sha2-256')}`],
    connects: true,
  }),
  'an RSA key called Ed25519': ({ at, rsa }) => ({
    lines: [`${at} ${rsa.replace('ssh-rsa', 'ssh-ed25519')}`],
    connects: false,
  }),

  'a revoked key': ({ at, ed }) => ({ lines: [`${at} ${ed}`, `@revoked * ${ed}`], connects: false }),
  'a revoked key, before the line that lists it': ({ at, ed }) => ({
    lines: [`@revoked ${at} ${ed}`, `${at} ${ed}`],
    connects: false,
  }),
  'a revoked key and nothing else': ({ ed }) => ({ lines: [`@revoked * ${ed}`], connects: false }),
  'a revocation of another key': ({ at, ed, other }) => ({
    lines: [`${at} ${ed}`, `@revoked * ${other}`],
    connects: true,
  }),
  'a revocation for the host without its port': ({ at, ed }) => ({
    lines: [`${at} ${ed}`, `@revoked 127.0.0.1 ${ed}`],
    connects: true,
  }),
  'a revocation, and the key, without the port': ({ ed }) => ({
    lines: [`127.0.0.1 ${ed}`, `@revoked 127.0.0.1 ${ed}`],
    connects: false,
  }),
  'a revocation of one key where another is known': ({ at, ed, ecdsa }) => ({
    lines: [`@revoked * ${ed}`, `${at} ${ecdsa}`],
    connects: true,
  }),
  'a hashed revocation': ({ at, ed }) => ({ lines: [`${at} ${ed}`, `@revoked ${hashed(at)} ${ed}`], connects: false }),
  'an unknown marker': ({ at, ed }) => ({ lines: [`@trusted ${at} ${ed}`], connects: false }),
  'two markers': ({ at, ed }) => ({ lines: [`${at} ${ed}`, `@revoked @revoked ${at} ${ed}`], connects: true }),
  'an authority that signed nothing here': ({ at, other }) => ({
    lines: [`@cert-authority ${at} ${other}`],
    connects: false,
  }),
  'an authority, and the key itself': ({ at, ed, other }) => ({
    lines: [`@cert-authority * ${other}`, `${at} ${ed}`],
    connects: true,
  }),

  'tabs and spaces around': ({ at, ed }) => ({
    lines: [` \t${at}\t ${ed.replace(' ', '\t ')} \t`],
    connects: true,
  }),
  'a comment': ({ at, ed }) => ({ lines: [`# ${at} ${ed}`, `  # ${at} ${ed}`], connects: false }),
  'line ends of Windows': ({ at, ed }) => ({ lines: [`${at} ${ed}\r`], connects: true }),
  'a line without a key, then a good one': ({ at, ed }) => ({
    lines: [at, `${at} ssh-ed25519`, '', `${at} ${ed}`],
    connects: true,
  }),
  'a key that is cut': ({ at, ed }) => ({ lines: [`${at} ${ed.slice(0, -8)}`], connects: false }),
  'a key that is no base64': ({ at, ed }) => ({ lines: [`${at} ${ed.slice(0, -4)}!!!!`], connects: false }),
  'a cut key and the right one': ({ at, ed }) => ({
    lines: [`${at} ${ed.slice(0, -8)}`, `${at} ${ed}`],
    connects: true,
  }),
  'a line of the first protocol': ({ at, ed }) => ({
    lines: [`${at} 1024 35 1234567890`, `${at} ${ed}`],
    connects: true,
  }),
  'a type that nobody knows': ({ at, ed }) => ({
    lines: [`${at} ${ed.replace('ssh-ed25519', 'ssh-ed448')}`],
    connects: false,
  }),

  'an alias': ({ ed }) => ({ lines: [`lab ${ed}`], options: ['HostKeyAlias lab'], connects: true }),
  'an alias in capitals': ({ ed }) => ({ lines: [`lab ${ed}`], options: ['HostKeyAlias LAB'], connects: true }),
  'an alias in capitals in the file': ({ ed }) => ({
    lines: [`LAB ${ed}`],
    options: ['HostKeyAlias lab'],
    connects: true,
  }),
  'an alias with the port': ({ ed, port }) => ({
    lines: [`[lab]:${port} ${ed}`],
    options: ['HostKeyAlias lab'],
    connects: false,
  }),
  'an alias, but the host is listed': ({ at, ed }) => ({
    lines: [`${at} ${ed}`, `127.0.0.1 ${ed}`],
    options: ['HostKeyAlias lab'],
    connects: false,
  }),
  'a hashed alias': ({ ed }) => ({ lines: [`${hashed('lab')} ${ed}`], options: ['HostKeyAlias lab'], connects: true }),

  'HostKeyAlgorithms without the known type': ({ at, ed }) => ({
    lines: [`${at} ${ed}`],
    options: ['HostKeyAlgorithms ecdsa-sha2-nistp256'],
    connects: false,
  }),
  'HostKeyAlgorithms in an order of its own': ({ at, ed }) => ({
    lines: [`${at} ${ed}`],
    options: ['HostKeyAlgorithms ecdsa-sha2-nistp256,ssh-ed25519'],
    connects: false,
  }),
  'HostKeyAlgorithms that puts a type in front': ({ at, ed }) => ({
    lines: [`${at} ${ed}`],
    options: ['HostKeyAlgorithms ^ecdsa-sha2-nistp256'],
    connects: false,
  }),
  'HostKeyAlgorithms that takes the known type away': ({ at, ed }) => ({
    lines: [`${at} ${ed}`],
    options: ['HostKeyAlgorithms -ssh-ed25519*'],
    connects: false,
  }),
  'HostKeyAlgorithms that takes another type away': ({ at, rsa }) => ({
    lines: [`${at} ${rsa}`],
    options: ['HostKeyAlgorithms -ecdsa*'],
    connects: true,
  }),
  'HostKeyAlgorithms that adds SHA-1': ({ at, rsa }) => ({
    lines: [`${at} ${rsa}`],
    options: ['HostKeyAlgorithms +ssh-rsa'],
    connects: true,
  }),
  'HostKeyAlgorithms with one signature of RSA': ({ at, rsa }) => ({
    lines: [`${at} ${rsa}`],
    options: ['HostKeyAlgorithms rsa-sha2-256'],
    connects: true,
  }),

  'the second of two files': ({ at, ed, folder }) => ({
    options: [`UserKnownHostsFile ${folder}/none ${folder}/second`],
    files: { second: `${at} ${ed}\n` },
    connects: true,
  }),
  'the system-wide file': ({ at, ed, folder }) => ({
    lines: [],
    options: [`GlobalKnownHostsFile ${folder}/global`],
    files: { global: `${at} ${ed}\n` },
    connects: true,
  }),
  'another key of the user, the right one system-wide': ({ at, ed, other, folder }) => ({
    lines: [`${at} ${other}`],
    options: [`GlobalKnownHostsFile ${folder}/global`],
    files: { global: `${at} ${ed}\n` },
    connects: true,
  }),
  'a revocation system-wide': ({ at, ed, folder }) => ({
    lines: [`${at} ${ed}`],
    options: [`GlobalKnownHostsFile ${folder}/global`],
    files: { global: `@revoked * ${ed}\n` },
    connects: false,
  }),
  'a folder as file': ({ at, ed, folder }) => ({
    options: [`UserKnownHostsFile ${folder} ${folder}/second`],
    files: { second: `${at} ${ed}` },
    connects: true,
  }),
  'no files at all': () => ({ options: ['UserKnownHostsFile none'], connects: false }),

  'RevokedHostKeys with the key': ({ at, ed, folder }) => ({
    lines: [`${at} ${ed}`],
    options: [`RevokedHostKeys ${folder}/revoked`],
    files: { revoked: `# stolen\n\n${ed} a comment\n` },
    connects: false,
  }),
  'RevokedHostKeys with another key': ({ at, ed, other, folder }) => ({
    lines: [`${at} ${ed}`],
    options: [`RevokedHostKeys ${folder}/revoked`],
    files: { revoked: `${other}\n` },
    connects: true,
  }),
  'RevokedHostKeys that is empty': ({ at, ed, folder }) => ({
    lines: [`${at} ${ed}`],
    options: [`RevokedHostKeys ${folder}/revoked`],
    files: { revoked: '' },
    connects: true,
  }),
  'RevokedHostKeys that is not there': ({ at, ed, folder }) => ({
    lines: [`${at} ${ed}`],
    options: [`RevokedHostKeys ${folder}/no-such-file`],
    connects: false,
  }),
  'RevokedHostKeys that is damaged': ({ at, ed, folder }) => ({
    lines: [`${at} ${ed}`],
    options: [`RevokedHostKeys ${folder}/revoked`],
    files: { revoked: 'no key at all\n' },
    connects: false,
  }),
  'RevokedHostKeys none': ({ at, ed }) => ({
    lines: [`${at} ${ed}`],
    options: ['RevokedHostKeys none'],
    connects: true,
  }),

  'StrictHostKeyChecking yes and a known key': ({ at, ed }) => ({
    lines: [`${at} ${ed}`],
    options: ['StrictHostKeyChecking yes'],
    connects: true,
  }),
  'StrictHostKeyChecking yes and no line': () => ({
    lines: [],
    options: ['StrictHostKeyChecking yes'],
    connects: false,
  }),
  'CheckHostIP, which looks past addresses of this computer': ({ ed, other, port }) => ({
    lines: [`localhost ${ed}`, `[127.0.0.1]:${port} ${other}`],
    options: [name, 'CheckHostIP yes'],
    connects: true,
  }),

  'accept-new and no line': () => ({ lines: [], options: ['StrictHostKeyChecking accept-new'], connects: true }),
  'accept-new and no file': () => ({ lines: null, options: ['StrictHostKeyChecking accept-new'], connects: true }),
  'accept-new and the key without the port': ({ ed }) => ({
    lines: [`127.0.0.1 ${ed}`],
    options: ['StrictHostKeyChecking accept-new'],
    connects: true,
  }),
  'accept-new and another key without the port': ({ other }) => ({
    lines: [`127.0.0.1 ${other}`],
    options: ['StrictHostKeyChecking accept-new'],
    connects: true,
  }),
  'accept-new and another key': ({ at, other }) => ({
    lines: [`${at} ${other}`],
    options: ['StrictHostKeyChecking accept-new'],
    connects: false,
  }),
  'accept-new and a revoked key': ({ ed }) => ({
    lines: [`@revoked * ${ed}`],
    options: ['StrictHostKeyChecking accept-new'],
    connects: false,
  }),
  'accept-new and an alias': () => ({
    lines: [],
    options: ['StrictHostKeyChecking accept-new', 'HostKeyAlias Lab'],
    connects: true,
  }),
  'accept-new and a name in capitals': () => ({
    lines: [],
    options: ['StrictHostKeyChecking accept-new', 'HostName LOCALHOST'],
    connects: true,
  }),
  'accept-new and no file to write': () => ({
    options: ['StrictHostKeyChecking accept-new', 'UserKnownHostsFile none'],
    connects: false,
  }),
  'accept-new and a file that cannot be written': ({ folder }) => ({
    options: ['StrictHostKeyChecking accept-new', `UserKnownHostsFile ${folder}`],
    connects: true,
  }),
};
