import type { Instruction, Stage, Word } from '../../core/facts/documents/dockerfile.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import { credentialFile } from '../../core/facts/tables/credential-files.js';
import { copiedFiles, copyTarget, resolvePath, workdirBefore } from '../dockerfile/_paths.js';

/** A file that by its name holds secrets. */
export interface SecretFile {
  readonly risk: 'high' | 'medium' | 'low' | 'info';
  /** The end of a sentence about it. */
  readonly says: string;
}

/** Files that tell where a secret is, or hold one that a key elsewhere opens. */
const HINTS: ReadonlyMap<string, string> = new Map([
  ['.gitconfig', 'it may name helpers and addresses with credentials'],
  ['.yarnrc.yml', 'it may hold the token of a registry'],
  ['credentials.yml.enc', 'it holds credentials, which master.key opens'],
]);

/** Where package managers keep the public keys that they verify by. */
const KEYRINGS = /\/(?:trusted\.gpg\.d|keyrings|rpm-gpg|apk\/keys|ca-certificates)(?:\/|$)/;
const PUBLIC_KEY = /(?:gpg|repo|apt|signing|release|archive|packages)[\w.-]*\.key$/i;

/**
 * What a copied file holds by the name of its source. Names that mean secrets in a home folder only (`.docker`, `admin.conf`) do not
 * count in a build context, where projects keep their own files under them.
 */
export function secretFile(
  { source, target }: { readonly source: string; readonly target: string | undefined },
  ships: boolean,
): SecretFile | undefined {
  // What most images copy.
  if (source === '.') return undefined;
  if (source.includes('.git') && /(?:^|\/)\.git(?:\/|$)/.test(source))
    return ships ? { risk: 'low', says: 'it holds the history of the repository' } : undefined;

  const name = source.replace(/\/+$/, '').split('/').at(-1)!;
  const hint = ships ? HINTS.get(name) : undefined;
  if (hint !== undefined) return { risk: 'info', says: hint };
  // The ordinary configuration of every project with a later Yarn.
  if (name === '.yarnrc.yml') return undefined;
  const file = credentialFile(source);
  if (!file) return undefined;
  if (KEYRINGS.test(target ?? '') || PUBLIC_KEY.test(name)) return undefined;
  if (/(?:^|\/)\.(?:docker|azure|aws)\//.test(source) && !/^(?:config\.json|credentials|config|accessTokens\.json)$/.test(name))
    return undefined;
  if (name === '.docker' && !/\/\.docker$/.test(target ?? '')) return undefined;
  if (name === 'admin.conf' && !/kube/.test(source + (target ?? ''))) return undefined;
  return { risk: file.risk, says: `by its name it holds ${file.holds}` };
}

/** Variables that clouds and hubs read the place of a secret from, besides `DB_PASSWORD_FILE` and the like. */
const FILE_VARIABLES = new Set(['GOOGLE_APPLICATION_CREDENTIALS', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'HF_TOKEN_PATH']);

/** A variable that names the place of a secret in the image. */
export interface NamedSecretFile {
  readonly variable: string;
  /** In the image, resolved. */
  readonly path: string;
  readonly instruction: Instruction;
  readonly word: Word;
}

/** Paths in the image that variables name as the place of a secret. */
export function namedSecretFiles(stage: Stage): readonly NamedSecretFile[] {
  const found: NamedSecretFile[] = [];
  for (const keyword of ['ENV', 'ARG']) {
    for (const instruction of stage.all(keyword)) {
      for (const { name, value } of instruction.pairs) {
        if (!value || !namesSecretFile(name)) continue;
        const written = instruction.expand(value).value;
        const path = written ? resolvePath(workdirBefore(instruction), written) : undefined;
        if (path !== undefined) found.push({ variable: name, path, instruction, word: value });
      }
    }
  }
  return found;
}

export function namesSecretFile(name: string): boolean {
  if (FILE_VARIABLES.has(name)) return true;
  if (!name.endsWith('_FILE') && !name.endsWith('_PATH')) return false;
  const about = /^(.+)_(?:FILE|PATH)$/.exec(name)?.[1];
  return about !== undefined && isSecretName(about);
}

/** The file of the context that a copied folder brings to `path`, if it lies in what that copy fills. */
export function broughtBy(instruction: Instruction, path: string): { readonly source: string; readonly word: Word } | undefined {
  const into = copyTarget(instruction);
  if (into === undefined || !path.startsWith(into === '/' ? '/' : `${into}/`)) return undefined;
  const below = path.slice(into === '/' ? 1 : into.length + 1);
  // A name with an extension is a file: it brings itself only.
  const folder = copiedFiles(instruction).find(({ source }) => !/[^./][^/]*\.[^/]+$/.test(source) && !/[*?[]/.test(source));
  return (
    folder && { source: `${folder.source.replace(/^\.?\/|\/$/g, '').replace(/^\.$/, '')}/${below}`.replace(/^\//, ''), word: folder.word }
  );
}
