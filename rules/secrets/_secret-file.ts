import type { Stage } from '../../core/facts/documents/dockerfile.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import { credentialFile } from '../../core/facts/tables/credential-files.js';
import { resolvePath, workdirBefore } from '../dockerfile/_paths.js';

/** A file that by its name holds secrets. */
export interface SecretFile {
  readonly risk: 'high' | 'medium' | 'low';
  /** The end of a sentence about it. */
  readonly says: string;
}

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
  const parts = source.replace(/\/+$/, '').split('/');
  const name = parts.at(-1)!;
  if (parts.includes('.git')) return ships ? { risk: 'low', says: 'it holds the history of the repository' } : undefined;

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

/** Paths in the image that a variable names as the place of a secret, with the variable. */
export function namedSecretFiles(stage: Stage): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const instruction of stage.all('ENV')) {
    for (const { name, value } of instruction.pairs) {
      const about = /^(.+)_(?:FILE|PATH)$/.exec(name)?.[1];
      if (!value || !(FILE_VARIABLES.has(name) || (about && isSecretName(about)))) continue;
      const written = instruction.expand(value).value;
      const path = written ? resolvePath(workdirBefore(instruction), written) : undefined;
      if (path !== undefined) files.set(path, name);
    }
  }
  return files;
}
