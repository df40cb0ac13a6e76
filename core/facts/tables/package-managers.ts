/** How a tool names what it does with packages. Subcommands as its option table gives them: `install`, `pip install`. */
export interface PackageManager {
  readonly manager: Manager;
  /** Packages of the operating system, as opposed to those of a language. */
  readonly system: boolean;
  readonly install: readonly string[];
  /** Fetch the index of packages. */
  readonly refresh?: readonly string[];
  /** Newer versions of what is there. */
  readonly upgrade?: readonly string[];
  /** Newer versions, whatever has to be removed or replaced for them. */
  readonly release?: readonly string[];
}

export type Manager = 'apt' | 'apk' | 'dnf' | 'zypper' | 'pip' | 'npm' | 'gem' | 'go' | 'cargo' | 'nuget' | 'luarocks';

const words = (text: string): readonly string[] => text.split(' ');

const apt: PackageManager = {
  manager: 'apt',
  system: true,
  install: ['install'],
  refresh: ['update'],
  upgrade: words('upgrade safe-upgrade'),
  release: words('dist-upgrade full-upgrade'),
};

const dnf: PackageManager = {
  manager: 'dnf',
  system: true,
  install: words('install localinstall reinstall'),
  refresh: words('makecache check-update'),
  upgrade: words('update upgrade'),
};

const npm = (install: string): PackageManager => ({ manager: 'npm', system: false, install: install.split(',') });

/** By tool. */
export const packageManagers: Readonly<Record<string, PackageManager>> = {
  apt,
  'apt-get': apt,
  aptitude: apt,
  apk: { manager: 'apk', system: true, install: ['add'], refresh: ['update'], upgrade: ['upgrade'] },
  dnf,
  yum: dnf,
  microdnf: dnf,
  tdnf: dnf,
  zypper: {
    manager: 'zypper',
    system: true,
    install: words('install in'),
    refresh: words('refresh ref'),
    upgrade: words('update up patch'),
    release: words('dist-upgrade dup'),
  },
  pip: { manager: 'pip', system: false, install: ['install'] },
  pipx: { manager: 'pip', system: false, install: ['install'] },
  uv: { manager: 'pip', system: false, install: ['pip install', 'tool install', 'add'] },
  dotnet: { manager: 'nuget', system: false, install: ['tool install'] },
  luarocks: { manager: 'luarocks', system: false, install: ['install'] },
  npm: npm('install,i,add'),
  yarn: npm('add,global add'),
  yarnpkg: npm('add,global add'),
  pnpm: npm('add,install,i'),
  bun: npm('add,install,i'),
  gem: { manager: 'gem', system: false, install: ['install'] },
  go: { manager: 'go', system: false, install: words('install get') },
  cargo: { manager: 'cargo', system: false, install: ['install'] },
};
