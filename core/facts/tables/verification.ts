/** How a program is told not to verify what it fetches. Patterns are for whole values unless they say otherwise. */
export interface Switches {
  readonly options?: readonly OptionSwitch[];
  readonly settings?: readonly SettingSwitch[];
  /** Environment variables, with the values that switch verification off. */
  readonly variables?: Readonly<Record<string, RegExp>>;
  readonly lines?: readonly LineSwitch[];
}

interface Weight {
  /** Where it is less than the rule's. */
  readonly severity?: 'medium' | 'low' | 'info';
}

/** Options of a command, each any spelling that the tool's table knows. */
export interface OptionSwitch extends Weight {
  readonly tools: readonly string[];
  readonly names: readonly string[];
  /** What its value has to be. Without a pattern the option alone does it, unless it says `=false`. */
  readonly value?: RegExp;
  /** With one of these the command only asks. */
  readonly unless?: readonly string[];
  /** The option that does what was meant. */
  readonly instead?: string;
}

/** `npm config set strict-ssl false`: operands of a subcommand. */
export interface SettingSwitch extends Weight {
  readonly tools: readonly string[];
  readonly subcommand: RegExp;
  /** An option whose value is the setting's name; it stands before the operands. */
  readonly option?: string;
  /** All operands, joined by one blank. */
  readonly operands: RegExp;
}

/** A line of a configuration file. */
export interface LineSwitch extends Weight {
  readonly path: RegExp;
  readonly line: RegExp;
}

const OFF = /^(?:0|false|no|off)$/i;
const ANY = /^/;
const SOME = /\S/;
const words = (text: string): readonly string[] => text.split(' ');

const YUM = words('yum dnf microdnf tdnf yum-config-manager');
const REPO_FILE = /\.repo$|\/(?:yum|dnf)\.conf$|\/(?:yum\.repos\.d|zypp\/repos\.d)\//;
const APT_TOOLS = words('apt apt-get aptitude');
const APT_CONFIG = /\/apt\/apt\.conf/;

const table = <T extends Readonly<Record<string, Switches>>>(switches: T): T => switches;

/** By what is switched off. Sources: the tools' manuals. */
export const verification = table({
  signatures: {
    variables: { DOCKER_CONTENT_TRUST: OFF },
    options: [
      { tools: words('docker podman'), names: ['--disable-content-trust'] },
      { tools: ['cosign'], names: words('--insecure-ignore-tlog --insecure-ignore-sct --allow-insecure-registry') },
    ],
    lines: [{ path: /(?:^|\/)policy\.json$/, line: /"insecureAcceptAnything"/ }],
  },
  wget: {
    options: [
      { tools: ['wget'], names: ['--no-check-certificate'] },
      { tools: ['wget'], names: ['--check-certificate'], value: /^(?:off|no|0|quiet)$/i },
      { tools: ['wget'], names: ['--execute'], value: /^check_?certificate\s*=\s*(?:off|no|0|quiet)$/i },
      { tools: ['wget'], names: ['--no-hsts'], severity: 'info' },
      { tools: ['aria2c'], names: ['--check-certificate'], value: OFF },
      { tools: words('http https'), names: ['--verify'], value: OFF },
    ],
    lines: [{ path: /wgetrc$/, line: /^check_?certificate\s*=\s*(?:off|no|0|quiet)$/i }],
  },
  apt: {
    options: [
      { tools: APT_TOOLS, names: ['--allow-unauthenticated', '--allow-insecure-repositories'] },
      {
        tools: APT_TOOLS,
        names: ['--option', '-o'],
        value: /^(?:APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories)="?(?:true|1|yes|on)"?$/i,
      },
      { tools: APT_TOOLS, names: ['--option', '-o'], value: /^Acquire::https(?:::[^:=]+)?::Verify-(?:Peer|Host)="?(?:false|0|no|off)"?$/i },
    ],
    lines: [
      { path: APT_CONFIG, line: /^(?:APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories)\s+"?(?:true|1|yes|on)"?;?$/i },
      { path: APT_CONFIG, line: /^Acquire::https(?:::[^:\s]+)?::Verify-(?:Peer|Host)\s+"?(?:false|0|no|off)"?;?$/i },
      { path: /\/apt\/sources\.list|\.list$/, line: /^deb(?:-src)?\s*\[[^\]]*\b(?:trusted|allow-insecure)=yes\b/i },
      { path: /\.sources$/, line: /^(?:Trusted|Allow-Insecure)\s*:\s*yes$/i },
    ],
  },
  aptForce: {
    options: [
      { tools: words('apt apt-get'), names: ['--force-yes'], instead: '-y' },
      { tools: words('apt apt-get'), names: ['--option'], value: /^APT::Get::force-yes="?(?:true|1|yes|on)"?$/i },
      { tools: ['dpkg'], names: ['--force-all', '--force-bad-verify'] },
    ],
    lines: [{ path: APT_CONFIG, line: /^APT::Get::force-yes\s+"?(?:true|1|yes|on)"?;?$/i }],
  },
  apk: { options: [{ tools: ['apk'], names: ['--allow-untrusted'] }] },
  rpm: {
    options: [
      {
        tools: ['rpm'],
        names: words('--nosignature --nodigest --nofiledigest --noverify --nogpg'),
        unless: words('--query --verify --checksig'),
      },
    ],
    lines: [{ path: /macros/, line: /^%_pkgverify_level\s+none$/ }],
  },
  yum: {
    options: [
      { tools: YUM, names: ['--nogpgcheck', '--no-gpgchecks'] },
      { tools: YUM, names: ['--setopt'], value: /^(?:[^=\s]+\.)?(?:localpkg_)?gpgcheck=(?:0|false|no|off)$/i },
    ],
    lines: [{ path: REPO_FILE, line: /^(?:localpkg_)?gpgcheck\s*=\s*(?:0|no|false|off)$/i }],
  },
  yumTls: {
    options: [{ tools: YUM, names: ['--setopt'], value: /^(?:[^=\s]+\.)?sslverify=(?:0|false|no|off)$/i }],
    lines: [{ path: REPO_FILE, line: /^sslverify\s*=\s*(?:0|no|false|off)$/i }],
  },
  zypper: {
    options: [
      { tools: ['zypper'], names: words('--no-gpg-checks --no-gpgcheck --allow-unsigned-rpm') },
      { tools: ['zypper'], names: ['--gpg-auto-import-keys'], severity: 'low' },
    ],
    settings: [{ tools: ['zypper'], subcommand: /^(?:ar|addrepo)$/, operands: /[?&]ssl_verify=no\b/i }],
  },
  pip: {
    options: [
      { tools: words('pip pipx'), names: ['--trusted-host'], value: SOME },
      { tools: ['uv'], names: ['--trusted-host'], value: SOME },
    ],
    settings: [
      { tools: ['pip'], subcommand: /^config set$/, operands: /\.trusted-host \S/ },
      { tools: ['poetry'], subcommand: /^config$/, operands: /^certificates\.\S+\.cert false$/ },
    ],
    variables: { PIP_TRUSTED_HOST: SOME, UV_INSECURE_HOST: SOME },
    lines: [{ path: /pip\.(?:conf|ini)$/, line: /^trusted-host\s*=\s*\S/ }],
  },
  npm: {
    options: [
      { tools: words('npm pnpm yarn'), names: ['--strict-ssl'], value: OFF },
      { tools: words('npm pnpm yarn'), names: ['--no-strict-ssl'] },
    ],
    settings: [
      {
        tools: words('npm pnpm yarn'),
        subcommand: /^(?:(?:config|c) )?set$/,
        operands: /^["']?strict-ssl["']?[ =]["']?(?:false|0)["']?$/i,
      },
      { tools: ['yarn'], subcommand: /^config set$/, operands: /^(?:enableStrictSsl (?:false|0)$|unsafeHttpWhitelist\b)/i },
    ],
    variables: { NPM_CONFIG_STRICT_SSL: OFF, npm_config_strict_ssl: OFF, YARN_ENABLE_STRICT_SSL: OFF },
    lines: [
      { path: /npmrc$/, line: /^strict-ssl\s*=\s*(?:false|0)$/i },
      { path: /\.yarnrc$/, line: /^"?strict-ssl"?\s+"?(?:false|0)"?$/i },
      { path: /\.yarnrc\.yml$/, line: /^enableStrictSsl\s*:\s*false$/ },
    ],
  },
  node: { variables: { NODE_TLS_REJECT_UNAUTHORIZED: /^0$/ } },
  python: {
    options: [{ tools: ['python'], names: ['-c'], value: /ssl\._create_unverified_context/ }],
    settings: [
      { tools: words('conda mamba micromamba'), subcommand: /^config$/, option: '--set', operands: /^ssl_verify (?:no|false|off)$/i },
    ],
    variables: { PYTHONHTTPSVERIFY: /^0$/, CURL_CA_BUNDLE: /^$/, REQUESTS_CA_BUNDLE: /^$/ },
    lines: [{ path: /condarc$/, line: /^ssl_verify\s*:\s*(?:false|no|off)$/i }],
  },
  git: {
    options: [{ tools: ['git'], names: ['--config'], value: /^http\.(?:\S+\.)?sslVerify=(?:0|false|no|off)$/i }],
    settings: [{ tools: ['git'], subcommand: /^config$/, operands: /^(?:set )?http\.(?:\S+\.)?sslVerify (?:0|false|no|off)$/i }],
    variables: { GIT_SSL_NO_VERIFY: ANY },
    lines: [{ path: /gitconfig$/, line: /^sslVerify\s*=\s*(?:0|false|no|off)$/i }],
  },
  packages: {
    options: [
      { tools: words('kubectl oc helm argocd'), names: ['--insecure-skip-tls-verify'] },
      { tools: words('crane argocd'), names: ['--insecure'] },
      { tools: words('docker podman buildah skopeo'), names: words('--tls-verify --src-tls-verify --dest-tls-verify'), value: OFF },
      { tools: words('mvn mvnw'), names: ['-Dmaven.wagon.http.ssl.insecure', '-Dmaven.wagon.http.ssl.allowall'], value: /^true$/i },
      { tools: ['aws'], names: ['--no-verify-ssl'] },
      { tools: ['conda', 'mamba', 'micromamba'], names: ['--insecure'] },
    ],
    settings: [
      { tools: ['composer'], subcommand: /^(?:global )?config$/, operands: /(?:^|\s)(?:disable-tls true|secure-http false)$/ },
      { tools: ['bundle'], subcommand: /^config(?: set)?$/, operands: /(?:^|\s)ssl_verify_mode 0$/ },
      { tools: ['bundle'], subcommand: /^config ssl_verify_mode$/, operands: /^0$/ },
    ],
    variables: {
      BUNDLE_SSL_VERIFY_MODE: /^0$/,
      VAULT_SKIP_VERIFY: /^(?:1|true|t)$/i,
      AZURE_CLI_DISABLE_CONNECTION_VERIFICATION: SOME,
      CARGO_HTTP_CAINFO: /^$/,
      MAVEN_OPTS: /-Dmaven\.wagon\.http\.ssl\.(?:insecure|allowall)=true/i,
    },
    lines: [{ path: /gemrc$/, line: /^:ssl_verify_mode:\s*0$/ }],
  },
  goSum: {
    options: [{ tools: ['go'], names: ['-insecure'] }],
    settings: [{ tools: ['go'], subcommand: /^env$/, operands: /^(?:-w )?GOSUMDB=off$/ }],
    variables: {
      GOSUMDB: /^off$/i,
      GONOSUMDB: publicModules(),
      GONOSUMCHECK: publicModules(),
      GOINSECURE: publicModules(),
      GOFLAGS: /(?:^|\s)-insecure(?:\s|$)/,
      GOPROXY: /^http:\/\//i,
    },
  },
  sshHost: {
    options: [
      { tools: words('ssh scp sftp'), names: ['-o'], value: /^StrictHostKeyChecking[ =](?:no|off)$/i },
      { tools: words('ssh scp sftp'), names: ['-o'], value: /^StrictHostKeyChecking[ =]accept-new$/i, severity: 'info' },
      { tools: words('ssh scp sftp'), names: ['-o'], value: /^UserKnownHostsFile[ =]\/dev\/null$/i },
      {
        tools: ['git'],
        names: ['--config'],
        value: /^core\.sshCommand=.*(?:StrictHostKeyChecking[ =](?:no|off)|UserKnownHostsFile[ =]\/dev\/null)/i,
      },
    ],
    settings: [{ tools: ['git'], subcommand: /^config$/, operands: /core\.sshCommand .*StrictHostKeyChecking[ =](?:no|off)/i }],
    variables: { GIT_SSH_COMMAND: /StrictHostKeyChecking[ =](?:no|off)|UserKnownHostsFile[ =]\/dev\/null/i },
    lines: [
      { path: /ssh_config|\.ssh\/config$/, line: /(?:^|\s)StrictHostKeyChecking[ =](?:no|off)$/i },
      { path: /ssh_config|\.ssh\/config$/, line: /(?:^|\s)StrictHostKeyChecking[ =]accept-new$/i, severity: 'info' },
      { path: /ssh_config|\.ssh\/config$/, line: /^UserKnownHostsFile[ =]\/dev\/null$/i },
    ],
  },
  /** Not verification, but written in the same places: a second index for the same names. */
  extraIndex: {
    options: [{ tools: words('pip uv pipx'), names: ['--extra-index-url'], value: SOME }],
    settings: [{ tools: ['pip'], subcommand: /^config set$/, operands: /\.extra-index-url \S/ }],
    variables: { PIP_EXTRA_INDEX_URL: SOME, UV_EXTRA_INDEX_URL: SOME },
    lines: [{ path: /pip\.(?:conf|ini)$/, line: /^extra-index-url\s*=\s*\S/ }],
  },
});

export type Verification = keyof typeof verification;

/** A list of module patterns that takes in everything, or a whole public host. */
function publicModules(): RegExp {
  return /(?:^|,)\s*(?:\*|(?:github\.com|gitlab\.com|bitbucket\.org|gopkg\.in|golang\.org|google\.golang\.org)(?:\/\*)*)\s*(?:,|$)/;
}
