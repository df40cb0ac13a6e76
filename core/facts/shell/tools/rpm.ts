import { type OptionSyntax, type OptionTable, optionTable } from '../option-table.js';

/** dnf(8), yum(8), and what has their command line. */
const dnf = optionTable({
  flags: ['-y --assumeyes', '-q --quiet', '-v --verbose', '-C --cacheonly', '-b --best', '--nogpgcheck', '--no-gpgchecks', '--nodocs'],
  values: [
    '-c --config',
    '-d --debuglevel',
    '-e --errorlevel',
    '-R --randomwait',
    '-x --excludepkgs --exclude',
    '--setopt',
    '--enablerepo',
    '--disablerepo',
    '--repo',
    '--repoid',
    '--repofrompath',
    '--installroot',
    '--releasever',
    '--forcearch',
    '--disableplugin',
    '--enableplugin',
    '--downloaddir',
    '--destdir',
    '--comment',
    '--color',
    '--advisory',
    '--cve',
  ],
  subcommands: { 'config-manager': { values: ['--add-repo', '--from-repofile', '--id'], flags: ['--save', '--enable', '--disable'] } },
  groups: ['module', 'group', 'groups', 'history'],
});

const yumConfigManager = optionTable({
  values: ['--add-repo', '--setopt', '--enablerepo', '--disablerepo', '-c --config'],
  flags: ['--save', '--enable', '--disable', '-y --assumeyes'],
});

const zypper = optionTable({
  flags: ['-n --non-interactive', '-q --quiet', '-v --verbose', '-x --xmlout', '--no-gpg-checks', '--gpg-auto-import-keys', '--no-refresh'],
  values: [
    '-c --config',
    '-D --reposd-dir',
    '-C --cache-dir',
    '-R --root',
    '--installroot',
    '--pkg-cache-dir',
    '--raw-cache-dir',
    '--solv-cache-dir',
    '-p --plus-repo',
    '--releasever',
  ],
  subcommands: addrepo(),
});

/** addrepo and its short name have letters of their own. */
function addrepo(): Record<string, OptionSyntax> {
  const adding: OptionSyntax = {
    flags: ['-G --no-gpgcheck', '-g --gpgcheck', '-f --refresh', '-C --no-check', '-c --check', '-d --disable', '-e --enable'],
    values: ['-n --name', '-r --repo', '-p --priority'],
  };
  const installing: OptionSyntax = {
    flags: ['-y --no-confirm', '-l --auto-agree-with-licenses', '-f --force', '-D --dry-run', '--no-recommends', '--allow-unsigned-rpm'],
    values: ['-r --repo --from', '-t --type', '-C --capability'],
  };
  const changing: OptionSyntax = {
    flags: ['-G --no-gpgcheck', '-g --gpgcheck', '-f --refresh', '-d --disable', '-e --enable', '-a --all'],
    values: ['-n --name', '-p --priority', '-m --medium-type'],
  };
  return { addrepo: adding, ar: adding, modifyrepo: changing, mr: changing, install: installing, in: installing };
}

const rpm = optionTable({
  flags: [
    '-i --install',
    '-U --upgrade',
    '-F --freshen',
    '-e --erase',
    '-q --query',
    '-V --verify',
    '-K --checksig',
    '-v --verbose',
    '-h --hash',
    '-a --all',
    '--import',
    '--nosignature',
    '--nodigest',
    '--nofiledigest',
    '--noverify',
    '--nodeps',
    '--force',
  ],
  values: [
    '-r --root',
    '-D --define',
    '-E --eval',
    '--dbpath',
    '--prefix',
    '--relocate',
    '--excludepath',
    '--rcfile',
    '--macros',
    '--queryformat',
    '--qf',
  ],
});

export const redHat: Readonly<Record<string, OptionTable>> = {
  dnf,
  yum: dnf,
  microdnf: dnf,
  tdnf: dnf,
  zypper,
  rpm,
  'yum-config-manager': yumConfigManager,
};
