import { type OptionTable, optionTable } from '../option-table.js';

const npm = optionTable({
  flags: [
    '-g --global',
    '-D --save-dev',
    '-E --save-exact',
    '-O --save-optional',
    '-P --save-prod',
    '-S --save',
    '-f --force',
    '-q --quiet',
    '-s --silent',
    '-y --yes',
    '--ignore-scripts',
    '--no-strict-ssl',
    '--production',
    '--legacy-peer-deps',
  ],
  values: [
    '-C --prefix',
    '-L --location',
    '--registry',
    '--cache',
    '--userconfig',
    '--globalconfig',
    '--loglevel',
    '--omit',
    '--include',
    '--tag',
    '--otp',
    '-w --workspace',
    '--cafile',
    '--proxy',
    '--https-proxy',
    '--fetch-retries',
    '--fetch-timeout',
    '--maxsockets',
    '--scope',
    '--access',
  ],
  subcommands: { exec: { stopsAtOperand: true, values: ['-p --package', '-c --call'] } },
  groups: ['config', 'c', 'cache', 'run', 'run-script'],
});

const yarn = optionTable({
  flags: [
    '-D --dev',
    '-E --exact',
    '-T --tilde',
    '-s --silent',
    '-W --ignore-workspace-root-check',
    '--frozen-lockfile',
    '--immutable',
    '--ignore-scripts',
    '--production',
    '--non-interactive',
  ],
  values: [
    '--registry',
    '--cwd',
    '--cache-folder',
    '--modules-folder',
    '--network-timeout',
    '--network-concurrency',
    '--mutex',
    '--use-yarnrc',
    '--proxy',
    '--https-proxy',
    '--preferred-cache-folder',
  ],
  subcommands: { dlx: { stopsAtOperand: true } },
  groups: ['config', 'global', 'cache', 'workspace', 'workspaces'],
});

const pnpm = optionTable({
  flags: [
    '-g --global',
    '-D --save-dev',
    '-P --prod',
    '-E --save-exact',
    '-O --save-optional',
    '-r --recursive',
    '-w --workspace-root',
    '--frozen-lockfile',
    '--ignore-scripts',
    '-s --silent',
  ],
  values: ['-C --dir', '-F --filter', '--registry', '--store-dir', '--reporter', '--loglevel', '--config', '--package'],
  subcommands: { dlx: { stopsAtOperand: true }, exec: { stopsAtOperand: true } },
  groups: ['config', 'c', 'store', 'env'],
});

const bun = optionTable({
  flags: ['-d --dev', '-g --global', '-p --production', '-f --force', '-E --exact', '--frozen-lockfile', '--ignore-scripts'],
  values: ['-c --config', '--cwd', '--registry', '--cache-dir', '--backend'],
  subcommands: { run: { stopsAtOperand: true }, x: { stopsAtOperand: true } },
});

const npx = optionTable({
  flags: ['-y --yes', '-q --quiet', '--no-install'],
  values: ['-p --package', '-c --call', '-w --workspace', '--registry', '--cache'],
  stopsAtOperand: true,
});

const node = optionTable({
  flags: ['-v --version', '-i --interactive', '-c --check'],
  values: [
    '-e --eval',
    '-p --print',
    '-r --require',
    '--import',
    '-C --conditions',
    '--loader',
    '--experimental-loader',
    '--icu-data-dir',
    '--title',
    '--env-file',
  ],
  stopsAtOperand: true,
});

export const nodeTools: Readonly<Record<string, OptionTable>> = { npm, yarn, yarnpkg: yarn, pnpm, bun, npx, bunx: npx, node, nodejs: node };
