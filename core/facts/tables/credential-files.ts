import { normalizeHostPath } from './paths.js';

export const credentialFilesAsOf = '2026-11-22';

/** A file or folder that by its name holds credentials. */
export interface CredentialFile {
  readonly risk: 'high' | 'medium';
  /** What it holds, to end the sentence "holds ...". */
  readonly holds: string;
}

const high = (holds: string): CredentialFile => ({ risk: 'high', holds });
const medium = (holds: string): CredentialFile => ({ risk: 'medium', holds });

/** Folders: they and what is below them. `a/b` means b directly in a. */
const FOLDERS: Readonly<Record<string, CredentialFile>> = {
  '.ssh': high('SSH keys'),
  '.aws': high('AWS credentials'),
  '.azure': high('Azure credentials'),
  '.gcloud': high('Google Cloud credentials'),
  '.config/gcloud': high('Google Cloud credentials'),
  '.kube': high('cluster credentials'),
  '.docker': high('registry credentials'),
  '.gnupg': high('private keys'),
  '.password-store': high('passwords'),
  '.config/gh': high('GitHub credentials'),
  '.mozilla': high('browser passwords and cookies'),
  '.config/google-chrome': high('browser passwords and cookies'),
  '.config/chromium': high('browser passwords and cookies'),
  '/etc/kubernetes/pki': high("the cluster's keys"),
  '/var/lib/kubelet/pki': high("the node's keys"),
};
const ROOTED_FOLDERS = Object.entries(FOLDERS).map(
  ([folder, file]) => [folder.startsWith('/') ? `${folder}/` : `/${folder}/`, file] as const,
);

const FILES: Readonly<Record<string, CredentialFile>> = {
  id_rsa: high('an SSH key'),
  id_dsa: high('an SSH key'),
  id_ecdsa: high('an SSH key'),
  id_ed25519: high('an SSH key'),
  '.npmrc': high('npm credentials'),
  '.pypirc': high('PyPI credentials'),
  '.netrc': high('passwords'),
  _netrc: high('passwords'),
  '.git-credentials': high('Git credentials'),
  '.pgpass': high('database passwords'),
  '.my.cnf': high('database passwords'),
  '.boto': high('cloud credentials'),
  '.s3cfg': high('cloud credentials'),
  '.vault-token': high('a Vault token'),
  '.terraformrc': high('Terraform credentials'),
  'credentials.tfrc.json': high('Terraform credentials'),
  'application_default_credentials.json': high('Google Cloud credentials'),
  kubeconfig: high('cluster credentials'),
  'admin.conf': high('cluster credentials'),
  'k3s.yaml': high('cluster credentials'),
  'azure.json': high('Azure credentials'),
  'master.key': high('a key'),
  'wallet.dat': high('a wallet'),
  'wg0.conf': high('VPN keys'),
  '.yarnrc.yml': medium('registry credentials, often'),
  'pip.conf': medium('registry credentials, often'),
  '.htpasswd': medium('password hashes'),
  '.env': medium('secrets, usually'),
};
const BY_NAME: ReadonlyMap<string, CredentialFile> = new Map(Object.entries(FILES));

const PATTERNS: readonly (readonly [pattern: RegExp, file: CredentialFile])[] = [
  [/^(?:service-account[\w-]*|[\w.-]+-key)\.json$/, high('Google Cloud credentials')],
  [/\.(?:p12|pfx|jks|keystore|ppk|kdbx)$/, high('private keys')],
  [/\.key$/, high('a private key')],
  [/\.ovpn$/, high('VPN keys')],
  [/^(?:[\w.-]*private[\w-]*|secret[-_]?key[\w-]*)\.asc$/, high('a private key')],
  [/^(?:key|privkey|private[\w-]*|[\w.-]*key)\.pem$/, high('a private key')],
  [/\.tfstate(?:\.backup)?$/, high('secrets of the infrastructure')],
  [/\.tfvars$/, medium('secrets of the infrastructure, often')],
  [/^secrets\.(?:ya?ml|json|toml)$/, high('secrets')],
  [/^credentials(?:\.(?:json|csv|xml|toml))?$/, high('credentials')],
  [/^(?:\.env\.[\w.-]+|[\w.-]+\.env)$/, medium('secrets, usually')],
];

/** Public or empty by their names, whatever else matches. */
const HARMLESS = [
  /\.pub$/,
  /^known_hosts$/,
  /^public[\w-]*\.(?:key|pem)$/,
  /pub(?:lic)?[-_.]?key/,
  /(?:^|[._-])(?:example|sample|template)(?:[._-][\w.-]*)?$/,
  /\.(?:dist|defaults?)$/,
  /\.crt$/,
];

/**
 * What a path of the host or of the build context holds by its name; `undefined` when the name does not tell. Content is not looked at.
 */
export function credentialFile(path: string): CredentialFile | undefined {
  const at = normalizeHostPath(path);
  const name = at.slice(at.lastIndexOf('/') + 1).toLowerCase();
  const file = byFolder(at) ?? BY_NAME.get(name) ?? byPattern(name);
  return file && HARMLESS.some(pattern => pattern.test(name)) ? undefined : file;
}

/** Most paths are in none of these folders, and most names fit no pattern: one look tells. */
const ANY_FOLDER = new RegExp(ROOTED_FOLDERS.map(([folder]) => folder.replaceAll('.', '\\.')).join('|'));
const ANY_PATTERN = new RegExp(PATTERNS.map(([pattern]) => pattern.source).join('|'));

function byFolder(path: string): CredentialFile | undefined {
  const whole = `${path.startsWith('/') ? '' : '/'}${path}/`;
  return ANY_FOLDER.test(whole) ? ROOTED_FOLDERS.find(([folder]) => whole.includes(folder))?.[1] : undefined;
}

const byPattern = (name: string): CredentialFile | undefined =>
  ANY_PATTERN.test(name) ? PATTERNS.find(([pattern]) => pattern.test(name))?.[1] : undefined;
