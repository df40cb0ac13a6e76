import { type OptionTable, optionTable } from '../option-table.js';

/** apt-get(8), apt(8). */
const apt = optionTable({
  flags: [
    '-y --assume-yes --yes',
    '-q --quiet',
    '-d --download-only',
    '-f --fix-broken',
    '-m --ignore-missing --fix-missing',
    '-s --just-print --dry-run --recon --no-act --simulate',
    '-u --show-upgraded',
    '-V --verbose-versions',
    '-b --compile --build',
    '--allow-unauthenticated',
    '--allow-insecure-repositories',
    '--force-yes',
    '--no-install-recommends',
    '--auto-remove --autoremove',
  ],
  values: ['-o --option', '-c --config-file', '-t --target-release --default-release', '-a --host-architecture', '-P --build-profiles'],
  subcommands: {},
});

const aptitude = optionTable({
  flags: [
    '-y --assume-yes',
    '-q --quiet',
    '-R --without-recommends',
    '-r --with-recommends',
    '-f',
    '-d --download-only',
    '-s --simulate',
    '-D',
    '-V',
    '-v',
  ],
  values: ['-o', '-t --target-release', '-w --width', '-F --display-format', '-O --sort', '--add-user-tag', '--remove-user-tag'],
  subcommands: {},
});

const dpkg = optionTable({
  flags: [
    '-i --install',
    '-r --remove',
    '-P --purge',
    '-l --list',
    '-L --listfiles',
    '-s --status',
    '-E --skip-same-version',
    '-R --recursive',
  ],
  values: ['--admindir', '--root', '--instdir', '--log', '--path-exclude', '--path-include'],
});

const aptKey = optionTable({
  values: ['--keyring', '--keyserver', '--keyserver-options', '--recv-keys', '--recv', '--recv-key'],
  subcommands: { adv: { flags: ['-q --quiet', '--batch'] } },
});

export const debian: Readonly<Record<string, OptionTable>> = { apt, 'apt-get': apt, aptitude, dpkg, 'apt-key': aptKey };
