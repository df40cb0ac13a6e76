import { type OptionTable, optionTable } from '../option-table.js';

const useradd = optionTable({
  flags: [
    '-m --create-home',
    '-M --no-create-home',
    '-r --system',
    '-o --non-unique',
    '-U --user-group',
    '-N --no-user-group',
    '-l --no-log-init',
    '-D --defaults',
  ],
  values: [
    '-u --uid',
    '-g --gid',
    '-G --groups',
    '-d --home --home-dir',
    '-b --base-dir',
    '-s --shell',
    '-p --password',
    '-c --comment',
    '-e --expiredate',
    '-f --inactive',
    '-k --skel',
    '-K --key',
    '-R --root',
    '-P --prefix',
    '-Z --selinux-user',
  ],
});

const usermod = optionTable({
  flags: ['-a --append', '-m --move-home', '-o --non-unique', '-L --lock', '-U --unlock', '-r --remove'],
  values: [
    '-u --uid',
    '-g --gid',
    '-G --groups',
    '-d --home',
    '-s --shell',
    '-p --password',
    '-c --comment',
    '-l --login',
    '-e --expiredate',
    '-f --inactive',
    '-R --root',
    '-P --prefix',
  ],
});

/** Debian's adduser(8) has long names, busybox' has letters (`-D` gives no password); they do not clash. */
const adduser = optionTable({
  flags: [
    '-D --disabled-password',
    '-S --system',
    '-H --no-create-home',
    '--disabled-login',
    '--quiet',
    '--allow-bad-names',
    '--force-badname',
  ],
  values: [
    '-u --uid',
    '-G --ingroup',
    '-h --home',
    '-s --shell',
    '-g --gecos',
    '-k --skel',
    '--gid',
    '--firstuid',
    '--lastuid',
    '--conf',
    '--comment',
  ],
});

const groupadd = optionTable({
  flags: ['-r --system', '-o --non-unique', '-f --force'],
  values: ['-g --gid', '-K --key', '-p --password', '-R --root', '-U --users'],
});

export const accounts: Readonly<Record<string, OptionTable>> = {
  useradd,
  usermod,
  adduser,
  groupadd,
  groupmod: groupadd,
  addgroup: optionTable({ flags: ['-S --system', '--quiet'], values: ['-g --gid'] }),
  gpasswd: optionTable({
    flags: ['-r --remove-password', '-R --restrict'],
    values: ['-a --add', '-d --delete', '-A --administrators', '-M --members'],
  }),
  passwd: optionTable({
    flags: ['-d --delete', '-l --lock', '-u --unlock', '-e --expire', '--stdin', '-S --status'],
    values: ['-n --mindays', '-x --maxdays', '-w', '-i'],
  }),
  chpasswd: optionTable({ flags: ['-e --encrypted', '-m --md5'], values: ['-c --crypt-method', '-R --root', '-s --sha-rounds'] }),
  su: optionTable({
    flags: ['-l --login', '-m -p --preserve-environment', '-P --pty', '-f --fast'],
    values: ['-c --command', '-s --shell', '-g --group', '-G --supp-group', '-w --whitelist-environment'],
  }),
  runuser: optionTable({
    flags: ['-l --login', '-m -p --preserve-environment', '-P --pty', '-f --fast'],
    values: ['-u --user', '-c --command', '-s --shell', '-g --group', '-G --supp-group', '-w --whitelist-environment'],
  }),
  setcap: optionTable({ flags: ['-r', '-q', '-v'], values: ['-n'] }),
};
