import { aptStatement, ending, gone, type Switches } from './switches.js';

const OFF = /^(?:0|false|no|off)$/i;
const ANY = /^/;
const SOME = /\S/;
const words = (text: string): readonly string[] => text.split(' ');

const YUM = words('yum dnf microdnf tdnf yum-config-manager');
const REPO_FILE = /^(?!.*\/zypp\/).*(?:\.repo$|\/(?:yum|dnf)\.conf$|\/yum\.repos\.d\/)/;
const ZYPP_FILE = /\/zypp\/(?:repos\.d\/|zypp\.conf$)/;
const APT_TOOLS = words('apt apt-get aptitude');
const APT_CONFIG = /\/apt\/apt\.conf/;

const table = <T extends Readonly<Record<string, Switches>>>(switches: T): T => switches;

const UNVERIFIED = /ssl\._create_unverified_context/;
const UNVERIFIED_DEFAULT = /ssl\._create_default_https_context\s*=\s*ssl\._create_unverified_context\s*(?:;\s*|$)/;
const WAGON = /-Dmaven\.wagon\.http\.ssl\.(?:insecure|allowall)=true/i;
const WAGON_PART = /(?:^|\s+)-Dmaven\.wagon\.http\.ssl\.(?:insecure|allowall|ignore\.validity\.dates)=true(?=\s|$)/i;
const OPEN_PROXY = 'http://(?!localhost\\b|127\\.|\\[::1\\])';
const PUBLIC_MODULES =
  '(?:\\*|(?:github\\.com|gitlab\\.com|bitbucket\\.org|gopkg\\.in|golang\\.org|google\\.golang\\.org|proxy\\.golang\\.org|sum\\.golang\\.org|k8s\\.io)(?:/\\*)*)';

/** By what is switched off. Sources: the tools' manuals. */
export const verification = table({
  signatures: {
    variables: { DOCKER_CONTENT_TRUST: OFF },
    options: [
      { tools: words('docker podman'), names: ['--disable-content-trust'] },
      { tools: ['cosign'], names: words('--insecure-ignore-tlog --insecure-ignore-sct --allow-insecure-registry') },
      { tools: ['skopeo'], names: ['--insecure-policy'] },
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
    lines: [{ path: /wgetrc$/, line: /^check_?certificate\s*=\s*(?:off|no|0|quiet)$/i, mended: ending('on') }],
  },
  apt: {
    options: [
      { tools: APT_TOOLS, names: ['--allow-unauthenticated', '--allow-insecure-repositories'] },
      { tools: ['aptitude'], names: ['--allow-untrusted'] },
      {
        tools: APT_TOOLS,
        names: ['--option', '-o'],
        value: /^=?(?:APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories)="?(?:true|1|yes|on)"?$/i,
      },
      {
        tools: APT_TOOLS,
        names: ['--option', '-o'],
        value: /^=?Acquire::https(?:::[^:=]+)?::Verify-(?:Peer|Host)="?(?:false|0|no|off)"?$/i,
      },
    ],
    lines: [
      {
        path: APT_CONFIG,
        line: aptStatement('AllowUnauthenticated|AllowInsecureRepositories', 'true|1|yes|on'),
        mended: line => line.replace(/((?:AllowUnauthenticated|AllowInsecureRepositories)\s+"?)\w+/gi, '$1false'),
      },
      {
        path: APT_CONFIG,
        line: aptStatement('Verify-Peer|Verify-Host', 'false|0|no|off'),
        mended: line => line.replace(/(Verify-(?:Peer|Host)\s+"?)\w+/gi, '$1true'),
      },
      {
        path: /\/apt\/sources\.list|\.list$/,
        line: /^deb(?:-src)?\s*\[(?:[^\]]*\s)?(?:trusted|allow-insecure)=yes\b/i,
        mended: line =>
          line
            .replace(/\s*\b(?:trusted|allow-insecure)=yes\b/gi, '')
            .replace(/\s*\[\s*\]/, '')
            .replace(/\[\s+(?=\S)/, '['),
      },
      { path: /\.sources$/, line: /^(?:Trusted|Allow-Insecure)\s*:\s*yes$/i, mended: gone },
    ],
  },
  aptForce: {
    options: [
      { tools: words('apt apt-get'), names: ['--force-yes'], instead: '-y' },
      { tools: words('apt apt-get'), names: ['--option'], value: /^APT::Get::force-yes="?(?:true|1|yes|on)"?$/i },
      { tools: ['dpkg'], names: ['--force-all', '--force-bad-verify'] },
    ],
    lines: [
      {
        path: APT_CONFIG,
        line: aptStatement('force-yes', 'true|1|yes|on'),
        mended: line => line.replace(/(force-yes\s+"?)\w+/i, '$1false'),
      },
    ],
  },
  apk: {
    options: [{ tools: ['apk'], names: ['--allow-untrusted'] }],
    lines: [{ path: /\/etc\/apk\/config$/, line: /^(?:--)?allow-untrusted$/, mended: gone }],
  },
  rpm: {
    options: [
      {
        tools: ['rpm'],
        names: words('--nosignature --nodigest --nofiledigest --noverify --nogpg'),
        unless: words('--query --verify --checksig'),
      },
      { tools: ['rpm'], names: ['--define'], value: /^%?_pkgverify_level\s+none$/, unless: words('--query --verify --checksig') },
    ],
    lines: [{ path: /macros/, line: /^%_pkgverify_level\s+none$/, mended: gone }],
  },
  yum: {
    options: [
      { tools: YUM, names: ['--nogpgcheck', '--no-gpgchecks'] },
      { tools: YUM, names: ['--setopt'], value: /^(?:[^=\s]+\.)?(?:localpkg_)?gpgcheck=(?:0|false|no|off)$/i },
    ],
    settings: [{ tools: YUM, subcommand: /^config-manager$/, each: /^(?:[^=\s]+\.)?(?:localpkg_)?gpgcheck=(?:0|false|no|off)$/i }],
    lines: [{ path: REPO_FILE, line: /^(?:localpkg_)?gpgcheck\s*=\s*(?:0|no|false|off)$/i, mended: ending('1') }],
  },
  yumTls: {
    options: [{ tools: YUM, names: ['--setopt'], value: /^(?:[^=\s]+\.)?sslverify=(?:0|false|no|off)$/i }],
    settings: [{ tools: YUM, subcommand: /^config-manager$/, each: /^(?:[^=\s]+\.)?sslverify=(?:0|false|no|off)$/i }],
    lines: [{ path: REPO_FILE, line: /^sslverify\s*=\s*(?:0|no|false|off)$/i, mended: ending('1') }],
  },
  zypper: {
    options: [
      { tools: ['zypper'], names: words('--no-gpg-checks --no-gpgcheck --allow-unsigned-rpm --gpgcheck-allow-unsigned') },
      { tools: ['zypper'], names: ['--gpg-auto-import-keys'], severity: 'low' },
    ],
    settings: [
      {
        tools: ['zypper'],
        subcommand: /^(?:ar|addrepo)$/,
        operands: /[?&]ssl_verify=no\b/i,
        part: /\?ssl_verify=no$|&ssl_verify=no|ssl_verify=no&/i,
      },
    ],
    lines: [
      { path: ZYPP_FILE, line: /^gpgcheck\s*=\s*(?:0|no|false|off)$/i, mended: ending('1') },
      {
        path: ZYPP_FILE,
        line: /^baseurl\s*=.*[?&]ssl_verify=no\b/i,
        mended: line => line.replace(/\?ssl_verify=no$|&ssl_verify=no|ssl_verify=no&/i, ''),
      },
    ],
  },
  pip: {
    options: [
      { tools: words('pip pipx'), names: ['--trusted-host'], value: SOME },
      { tools: ['uv'], names: ['--trusted-host'], value: SOME },
      {
        tools: ['pipx'],
        names: ['--pip-args'],
        value: /(?:^|\s)--trusted-host[= ]\S/,
        part: /(?:^|\s+)--trusted-host[= ][^\s"']+/,
      },
    ],
    settings: [
      { tools: ['pip'], subcommand: /^config set$/, operands: /\.trusted-host \S/ },
      { tools: ['poetry'], subcommand: /^config$/, operands: /^certificates\.\S+\.cert false$/ },
    ],
    variables: { PIP_TRUSTED_HOST: SOME, UV_INSECURE_HOST: SOME },
    lines: [{ path: /pip\.(?:conf|ini)$/, line: /^trusted-host\s*=\s*\S/, mended: gone }],
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
        each: /^strict-ssl=(?:false|0)$/i,
      },
      { tools: ['yarn'], subcommand: /^config set$/, operands: /^(?:enableStrictSsl (?:false|0)$|unsafeHttpWhitelist\b)/i },
    ],
    variables: { NPM_CONFIG_STRICT_SSL: OFF, npm_config_strict_ssl: OFF, YARN_ENABLE_STRICT_SSL: OFF, YARN_UNSAFE_HTTP_WHITELIST: SOME },
    lines: [
      { path: /npmrc$/, line: /^strict-ssl\s*=\s*(?:false|0)$/i, mended: ending('true') },
      { path: /\.yarnrc$/, line: /^"?strict-ssl"?\s+"?(?:false|0)"?$/i, mended: ending('true') },
      { path: /\.yarnrc\.yml$/, line: /^enableStrictSsl\s*:\s*false$/, mended: ending('true') },
      { path: /\.yarnrc\.yml$/, line: /^unsafeHttpWhitelist\s*:/ },
    ],
  },
  node: { variables: { NODE_TLS_REJECT_UNAUTHORIZED: /^0$/ } },
  python: {
    options: [{ tools: ['python'], names: ['-c'], value: UNVERIFIED, part: UNVERIFIED_DEFAULT }],
    settings: [
      { tools: words('conda mamba micromamba'), subcommand: /^config$/, option: '--set', operands: /^ssl_verify (?:no|false|off)$/i },
    ],
    variables: { PYTHONHTTPSVERIFY: /^0$/, CURL_CA_BUNDLE: /^$/, REQUESTS_CA_BUNDLE: /^$/, CONDA_SSL_VERIFY: OFF },
    lines: [{ path: /condarc$/, line: /^ssl_verify\s*:\s*(?:false|no|off)$/i, mended: ending('true') }],
  },
  git: {
    options: [{ tools: ['git'], names: ['--config'], value: /^http\.(?:\S+\.)?sslVerify=(?:0|false|no|off)$/i }],
    settings: [{ tools: ['git'], subcommand: /^config$/, operands: /^(?:set )?http\.(?:\S+\.)?sslVerify (?:0|false|no|off)$/i }],
    variables: { GIT_SSL_NO_VERIFY: ANY },
    lines: [{ path: /gitconfig$/, line: /^sslVerify\s*=\s*"?(?:0|false|no|off)"?$/i, mended: ending('true') }],
  },
  packages: {
    options: [
      { tools: words('kubectl oc helm argocd'), names: ['--insecure-skip-tls-verify'] },
      { tools: words('crane argocd'), names: ['--insecure'] },
      { tools: words('docker podman buildah skopeo'), names: words('--tls-verify --src-tls-verify --dest-tls-verify'), value: OFF },
      { tools: words('mvn mvnw'), names: ['-Dmaven.wagon.http.ssl.insecure', '-Dmaven.wagon.http.ssl.allowall'], value: /^true$/i },
      // Only where nothing newer is among them: a server takes the best one.
      {
        tools: words('mvn mvnw gradle gradlew'),
        names: ['-Dhttps.protocols'],
        value: /^(?:(?:SSLv\d|SSLv2Hello|TLSv1(?:\.1)?)(?:,|$))+$/i,
      },
      { tools: ['aws'], names: ['--no-verify-ssl'] },
      { tools: ['vault'], names: ['-tls-skip-verify', '--tls-skip-verify'] },
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
      CARGO_HTTP_CHECK_REVOKE: OFF,
      MAVEN_OPTS: WAGON,
      MAVEN_ARGS: WAGON,
      JAVA_TOOL_OPTIONS: WAGON,
    },
    parts: { MAVEN_OPTS: WAGON_PART, MAVEN_ARGS: WAGON_PART, JAVA_TOOL_OPTIONS: WAGON_PART },
    lines: [
      { path: /gemrc$/, line: /^:ssl_verify_mode:\s*0$/, mended: ending('1') },
      { path: /\.gradle(?:\.kts)?$/, line: /^(?!\/\/).*\b(?:isA|a)llowInsecureProtocol\b\s*[=(]?\s*true\b/ },
    ],
  },
  goSum: {
    options: [{ tools: ['go'], names: ['-insecure'] }],
    settings: [
      {
        tools: ['go'],
        subcommand: /^env$/,
        each: new RegExp(
          `^(?:GOSUMDB=off$|GOFLAGS=(?:.*\\s)?-insecure(?:\\s|$)|GOPROXY=(?:.*[,|])?${OPEN_PROXY}|(?:GONOSUMDB|GONOSUMCHECK|GOINSECURE)=(?:.*,)?${PUBLIC_MODULES}(?:,|$))`,
        ),
      },
    ],
    // One of several patterns or proxies cannot be taken out without knowing what the others are for.
    parts: {
      GOFLAGS: /(?:^|\s+)-insecure(?=\s|$)/,
      GONOSUMDB: /^[^,]*$/,
      GONOSUMCHECK: /^[^,]*$/,
      GOINSECURE: /^[^,]*$/,
      GOPROXY: /^[^,|]*$/,
    },
    variables: {
      GOSUMDB: /^off$/i,
      GONOSUMDB: publicModules(),
      GONOSUMCHECK: publicModules(),
      GOINSECURE: publicModules(),
      GOFLAGS: /(?:^|\s)-insecure(?:\s|$)/,
      GOPROXY: new RegExp(`(?:^|[,|])\\s*${OPEN_PROXY}`, 'i'),
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
        part: /\s+-o\s*(?:StrictHostKeyChecking[ =](?:no|off)|UserKnownHostsFile[ =]\/dev\/null)/i,
        value: /^core\.sshCommand=.*(?:StrictHostKeyChecking[ =](?:no|off)|UserKnownHostsFile[ =]\/dev\/null)/i,
      },
    ],
    settings: [{ tools: ['git'], subcommand: /^config$/, operands: /core\.sshCommand .*StrictHostKeyChecking[ =](?:no|off)/i }],
    variables: { GIT_SSH_COMMAND: /StrictHostKeyChecking[ =](?:no|off)|UserKnownHostsFile[ =]\/dev\/null/i },
    parts: {
      GIT_SSH_COMMAND:
        /^ssh(?:\s+-o\s*(?:StrictHostKeyChecking[ =](?:no|off)|UserKnownHostsFile[ =]\/dev\/null))+$|\s+-o\s*(?:StrictHostKeyChecking[ =](?:no|off)|UserKnownHostsFile[ =]\/dev\/null)/i,
    },
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
  return new RegExp(`(?:^|,)\\s*${PUBLIC_MODULES}\\s*(?:,|$)`);
}
