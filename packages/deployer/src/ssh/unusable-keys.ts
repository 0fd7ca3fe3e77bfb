// What to do about a key that cannot be offered. Says which agent was asked and what it holds, so that nobody is sent
// to do what is done.
import { existsSync } from 'node:fs';
import type { AgentKey } from './agent';
import { isCertificate } from './algorithms';
import type { KeyFile } from './key-file';
import { isFido } from './public-key';

export interface AgentState {
  readonly socket: string | null;
  /** Null if nothing responds. */
  readonly keys: readonly AgentKey[] | null;
}

/**
 * Why a file gives no key that could be offered. Missing files, and keys that the agent holds in vain, have lines of
 * their own.
 */
export function withoutPrivateHalf({ file, publicKey, problem }: KeyFile, agent: AgentState): string[] {
  const isHeld = agent.keys?.some(({ blob }) => publicKey?.equals(blob)) === true;
  if (problem === null || problem === 'missing' || isHeld) return [];
  if (problem === 'public')
    return [
      `${file} is a public key, and ${notHeld(agent)}: name the file of its private half instead, or add that to the agent`,
    ];
  if (problem !== 'encrypted') return [problem.words];
  if (publicKey === null && agent.keys !== null) {
    return [
      `${file} is encrypted and has no ${file}.pub, by which the agent's keys are recognised: ssh-keygen -y -f ${file} > ${file}.pub`,
    ];
  }
  return [`${file} is encrypted, and ${notHeld(agent)}: ${addLine(agent, file)}`];
}

/** One line for all: most of them are ssh's defaults. */
export function missingFiles(files: readonly KeyFile[]): string[] {
  const missing = files.filter(({ problem }) => problem === 'missing').map(({ file }) => file);
  return missing.length === 0 ? [] : [`no file ${missing.join(', ')}`];
}

/** What ssh could use and this cannot: certificates and keys of FIDO tokens, which ssh2 cannot sign with. */
export function unsupported(files: readonly string[], certificates: readonly string[], agent: AgentState): string[] {
  const beside = files.map((file) => `${file}-cert.pub`).filter(existsSync);
  const held = (agent.keys ?? []).filter(({ type }) => isCertificate(type) || isFido(type));
  return [
    ...[...certificates, ...beside].map((file) => `the certificate ${file} cannot be used here`),
    ...held.map(({ type, comment }) => `${comment} in the agent, of type ${type}, cannot be used here`),
  ];
}

function notHeld({ socket, keys }: AgentState): string {
  if (socket === null) return 'no agent is there (neither SSH_AUTH_SOCK nor IdentityAgent names one)';
  if (keys === null) return `no agent responds at ${socket} (SSH_AUTH_SOCK or IdentityAgent)`;
  const held = keys.length === 0 ? 'no key' : keys.map(({ comment }) => comment).join(', ');
  return `the agent at ${socket} does not hold its private half (it holds ${held})`;
}

function addLine({ socket, keys }: AgentState, file: string): string {
  if (keys === null || socket === null) return `start an agent with eval "$(ssh-agent)", then "ssh-add ${file}"`;
  return `hand it to this agent with "SSH_AUTH_SOCK=${socket} ssh-add ${file}"`;
}
