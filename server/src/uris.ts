/**
 * Uris to paths and back. Clients spell one file in several ways (`file:///c%3A/app`, `file:///C:/app`), so uris are compared
 * decoded, with drive letters in lower case.
 */

const PARTS = /^([A-Za-z][A-Za-z0-9+.-]+):(?:\/\/([^/?#]*))?([^?#]*)/;
const DRIVE = /^\/([A-Za-z]):(?=\/|$)/;

interface Uri {
  readonly scheme: string;
  readonly authority: string;
  /** Decoded, POSIX separators; `/c:/app` on Windows. */
  readonly path: string;
}

function parse(uri: string): Uri {
  const [, scheme = '', authority = '', path = uri] = PARTS.exec(uri) ?? [];
  return {
    scheme,
    authority: authority.toLowerCase(),
    path: decode(path).replace(DRIVE, (_, letter: string) => `/${letter.toLowerCase()}:`),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The path of `uri` below `folder`, POSIX and relative; `undefined` when it is not below it. Windows does not tell case apart,
 * so neither is it told apart below a drive or a share.
 */
export function relativePath(folder: string, uri: string): string | undefined {
  const top = parse(folder);
  const file = parse(uri);
  if (top.scheme !== file.scheme || top.authority !== file.authority) return undefined;
  const prefix = top.path.endsWith('/') ? top.path : `${top.path}/`;
  const head = file.path.slice(0, prefix.length);
  const windows = DRIVE.test(file.path) || (file.scheme === 'file' && file.authority !== '');
  const isBelow = windows ? head.toLowerCase() === prefix.toLowerCase() : head === prefix;
  return isBelow && file.path.length > prefix.length ? file.path.slice(prefix.length) : undefined;
}

/** Whether two uris spell one file. */
export const isSameFile = (a: string, b: string): boolean => loosePath(a) === loosePath(b);

/** The path of a file of no folder: all of its uri, without the slash in front. */
export function loosePath(uri: string): string {
  const { scheme, authority, path } = parse(uri);
  return `${scheme === 'file' ? '' : `${scheme}:`}${authority ? `${authority}/` : ''}${path.replace(/^\/+/, '')}`;
}

/** The uri of `path` (POSIX, relative) below `folder`, percent-encoded; the folder keeps its client's spelling. */
export function uriBelow(folder: string, path: string): string {
  return `${folder.replace(/\/$/, '')}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The folders that a path lies in, the outermost first: `a` and `a/b` of `a/b/c`. */
export const foldersAround = (path: string): readonly string[] =>
  path.split('/').flatMap((_, depth, parts) => (depth === 0 ? [] : [parts.slice(0, depth).join('/')]));
