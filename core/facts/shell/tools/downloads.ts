import type { Span } from '../../../text.js';
import { memo } from '../../memo.js';
import type { Options } from '../options.js';
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
  const match = word.text.includes('://') ? ADDRESS.exec(word.text) : null;
  if (!match) return undefined;
  const start = word.span.start + match.index;
  return { url: match[0], word, span: isFaithful(word) ? { start, end: start + match[0].length } : undefined };
}

/** What a command fetches; `undefined` when it is no downloader. */
export const downloadOf = (command: ShellCommand): Download | undefined => (isDownloader(command) ? readDownload(command) : undefined);

const readDownload = memo((command: ShellCommand): Download | undefined => {
  const options = toolOptions(command);
  if (!options) return undefined;
  const addresses: Address[] = [];
  for (const words of [options.operands, options.values('--url')]) {
    for (const word of words) {
      const address = addressIn(word);
      if (address) addresses.push(address);
    }
  }
  return { command, addresses, file: fileOf(command, options, addresses) };
});

function fileOf(command: ShellCommand, options: Options, addresses: readonly Address[]): string | undefined {
  const redirect = command.redirects.find(({ operator }) => /^1?>{1,2}$/.test(operator))?.target;
  const named =
    options.values('--out').at(-1) ?? options.values('--output-document').at(-1) ?? options.values('--output').at(-1) ?? redirect;
  if (named) return /^(?:-|\/dev\/stdout)$/.test(bare(named.text)) ? undefined : bare(named.text);
  const own = command.name !== 'curl' || options.has('--remote-name') || options.has('--remote-name-all');
  if (!own || addresses.length !== 1) return undefined;
  const name = addresses[0]!.url
    .replace(/[?#].*$/, '')
    .split('/')
    .at(-1);
  const folder = options.values('--directory-prefix').at(-1) ?? options.values('--output-dir').at(-1) ?? options.values('--dir').at(-1);
  return folder && name ? `${bare(folder.text).replace(/\/$/, '')}/${name}` : name;
}

/** A word as written, without the quotes around it. */
export function bare(text: string): string {
  const quoted = text.length > 1 && (text.startsWith('"') || text.startsWith("'")) && text.endsWith(text[0]!);
  return quoted ? text.slice(1, -1) : text;
}

type Judge = (words: readonly ShellWord[]) => boolean;

const always: Judge = () => true;
const having =
  (...options: readonly string[]): Judge =>
  words =>
    words.some(({ value }) => value !== undefined && options.includes(value));
const sayingFirst =
  (first: RegExp): Judge =>
  words =>
    first.test(words[1]?.value ?? '');

/** Programs that may verify something, and whether they do by their words. */
const VERIFIERS: ReadonlyMap<string, Judge> = new Map([
  ['minisign', always],
  ['signify', always],
  ['slsa-verifier', always],
  ['gpgv', always],
  ['rhash', always],
  ['dpkg-sig', always],
  ['debsig-verify', always],
  ['gpg', having('--verify', '--decrypt')],
  ['gpg2', having('--verify', '--decrypt')],
  ['rpm', having('-K', '--checksig')],
  ['cosign', sayingFirst(/^verify/)],
  ['openssl', sayingFirst(/^dgst$|^sha\d+$/)],
  ['gh', sayingFirst(/^(?:attestation|verify)$/)],
  ['apk', sayingFirst(/verify/)],
  ['jarsigner', sayingFirst(/verify/)],
]);
const CHECKSUM = /^(?:sha\d*|b2|b3|md5|blake\d\w*|ck)sum$/;

/** Whether a command checks what something is: by a checksum or a signature. Only a check that compares counts for gpg. */
export function verifies({ name, words }: ShellCommand): boolean {
  if (name === undefined) return false;
  return VERIFIERS.get(name)?.(words) ?? (name.endsWith('sum') && CHECKSUM.test(name));
}

/** An address on the same machine. */
export const isLoopback = (url: string): boolean =>
  /^[a-z]+:\/\/(?:[^/@]*@)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(?:[:/]|$)/i.test(url);
