// The keys that a connection offers, in ssh(1)'s order: named keys that the agent holds, its other keys, key files.
import { utils, type AnyAuthMethod, type ParsedKey } from 'ssh2';
import { askAgent, OneKeyAgent, type AgentKey } from './agent';
import { acceptedAlgorithms } from './algorithms';
import { readKeyFile, type KeyFile } from './key-file';
import { fingerprint, isWellFormed } from './public-key';
import { ruled, signingRule } from './signing-rule';
import type { Target } from './target';
import { missingFiles, unsupported, withoutPrivateHalf, type AgentState } from './unusable-keys';

export interface Identity {
  /** For messages: type, fingerprint, where from. */
  readonly label: string;
  readonly method: AnyAuthMethod;
}

export interface Identities {
  readonly offers: readonly Identity[];
  /** Why a key that the user may have in mind was left out, for the message if the host takes none of the others. */
  readonly leftOut: readonly string[];
}

interface Candidate {
  readonly blob: Buffer;
  readonly key: ParsedKey;
  readonly from: string;
  /** The agent's socket if it has to sign. */
  readonly socket: string | null;
}

/** Reads key files and asks the agent. What cannot be used is left out with its reason. Never asks for a passphrase. */
export async function loadIdentities(target: Target): Promise<Identities> {
  const files = target.identityFiles.map(readKeyFile);
  const agent: AgentState = {
    socket: target.agent,
    keys: target.agent === null ? null : await askAgent(target.agent),
  };
  const isNamed = ({ blob }: AgentKey) => files.some(({ publicKey }) => publicKey?.equals(blob));
  const held = agent.keys ?? [];
  const fromAgent = [...held.filter(isNamed), ...(target.identitiesOnly ? [] : held.filter((key) => !isNamed(key)))];
  const candidates = once([
    ...fromAgent.flatMap((key) => agentCandidate(key, target.agent)),
    ...files.flatMap(fileCandidate),
  ]);

  const accepted = acceptedAlgorithms(target);
  const offers = candidates.flatMap((candidate) => offer(candidate, target.user, accepted));
  const isOffered = (file: KeyFile) => candidates.some(({ blob }) => file.publicKey?.equals(blob));
  return {
    offers,
    leftOut: [
      ...candidates
        .filter(({ key }) => signingRule(key.type, accepted) === null)
        .map(({ key, from }) => `${from} is of type ${key.type}, which PubkeyAcceptedAlgorithms leaves out`),
      ...files.filter((file) => !isOffered(file)).flatMap((file) => withoutPrivateHalf(file, agent)),
      ...missingFiles(files),
      ...unsupported(target.identityFiles, target.certificateFiles, agent),
    ],
  };
}

function agentCandidate({ blob, comment }: AgentKey, socket: string | null): Candidate[] {
  const key = utils.parseKey(blob);
  if (key instanceof Error || !isWellFormed(blob)) return [];
  return [{ blob, key, from: `${comment} in the agent`, socket }];
}

const fileCandidate = ({ file, privateKey }: KeyFile): Candidate[] =>
  privateKey === null ? [] : [{ blob: privateKey.getPublicSSH(), key: privateKey, from: file, socket: null }];

/** A host counts every offer. */
const once = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.filter(({ blob }, index) => candidates.findIndex((other) => other.blob.equals(blob)) === index);

function offer({ blob, key, from, socket }: Candidate, username: string, accepted: readonly string[]): Identity[] {
  const rule = signingRule(key.type, accepted);
  if (rule === null) return [];
  const method: AnyAuthMethod =
    socket === null
      ? { type: 'publickey', username, key: ruled(key, rule) }
      : { type: 'agent', username, agent: new OneKeyAgent(socket, key, rule) };
  return [{ label: `${key.type} ${fingerprint(blob)} (${from})`, method }];
}
