import type { Span } from '../../../text.js';
import type { ShellCommand, ShellWord } from '../types.js';
import { isFaithful } from '../word.js';
import { toolOptions } from './index.js';

/** An address in a command. Variables stay in it as they are written. */
export interface Address {
  readonly url: string;
  readonly word: ShellWord;
  /** Where it stands, quotes and what is written before it left out; `undefined` when its letters cannot be told in the file. */
  readonly span: Span | undefined;
}

/** A command that fetches files. */
export interface Download {
  readonly command: ShellCommand;
  readonly addresses: readonly Address[];
  /** The file that it writes, as written; `undefined` when that is the standard output or cannot be known. */
  readonly file: string | undefined;
}

const DOWNLOADERS: ReadonlySet<string> = new Set(['curl', 'wget', 'fetch', 'aria2c', 'http', 'https', 'axel']);
const ADDRESS = /(?:https?|ftp|git):\/\/[^\s"'<>`]+/i;

/** Nobody pipes through more: such a pipeline is not read. */
export const LONGEST_PIPELINE = 100;

export const isDownloader = ({ name }: ShellCommand): boolean => name !== undefined && DOWNLOADERS.has(name);

/** The first address in a word. */
export function addressIn(word: ShellWord): Address | undefined {
  const match = ADDRESS.exec(word.text);
  if (!match) return undefined;
  const start = word.span.start + match.index;
  return { url: match[0], word, span: isFaithful(word) ? { start, end: start + match[0].length } : undefined };
}

export function downloadOf(command: ShellCommand): Download | undefined {
  const options = isDownloader(command) ? toolOptions(command) : undefined;
  if (!options) return undefined;
  const addresses = [...options.operands, ...options.values('--url')].flatMap(word => addressIn(word) ?? []);
  return { command, addresses, file: fileOf(command, addresses) };
}

function fileOf(command: ShellCommand, addresses: readonly Address[]): string | undefined {
  const options = toolOptions(command)!;
  const redirect = command.redirects.find(({ operator }) => /^1?>{1,2}$/.test(operator))?.target;
  const named = [...options.values('--output'), ...options.values('--output-document'), ...options.values('--out')].at(-1) ?? redirect;
  if (named) return /^(?:-|\/dev\/stdout)$/.test(bare(named.text)) ? undefined : bare(named.text);
  const own = command.name !== 'curl' || options.has('--remote-name') || options.has('--remote-name-all');
  if (!own || addresses.length !== 1) return undefined;
  return addresses[0]!.url
    .replace(/[?#].*$/, '')
    .split('/')
    .at(-1);
}

/** A word as written, without the quotes around it. */
export const bare = (text: string): string => text.replace(/^(["'])([\s\S]*)\1$/, '$2');

/** Whether a command checks what something is: by a checksum or a signature. Only a check that compares counts for gpg. */
export function verifies(command: ShellCommand): boolean {
  const name = command.name ?? '';
  if (/^(?:(?:sha\d*|b2|b3|md5|blake\d\w*)sum|shasum|minisign|signify|slsa-verifier|gpgv|rhash|cksum)$/.test(name)) return true;
  const values = command.words.slice(1).map(({ value }) => value ?? '');
  if (name === 'gpg' || name === 'gpg2') return values.some(value => value === '--verify' || value === '--decrypt');
  if (name === 'cosign') return values[0]?.startsWith('verify') ?? false;
  if (name === 'openssl') return values[0] === 'dgst' || /^sha\d+$/.test(values[0] ?? '');
  if (name === 'gh') return values[0] === 'attestation' || values[0] === 'verify';
  return (
    (name === 'rpm' && values.some(value => value === '-K' || value === '--checksig')) ||
    (/^(?:apk|jarsigner)$/.test(name) && values[0]?.includes('verify') === true)
  );
}

/** An address on the same machine. */
export const isLoopback = (url: string): boolean =>
  /^[a-z]+:\/\/(?:[^/@]*@)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(?:[:/]|$)/i.test(url);
