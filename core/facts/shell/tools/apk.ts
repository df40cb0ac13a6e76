import { type OptionTable, optionTable } from '../option-table.js';

/** apk(8). */
const apk = optionTable({
  flags: [
    '-q --quiet',
    '-v --verbose',
    '-f --force',
    '-i --interactive',
    '-U --update-cache',
    '-l --latest',
    '-u --upgrade',
    '--no-cache',
    '--allow-untrusted',
    '--no-network',
    '-s --simulate',
    '--initdb',
  ],
  values: [
    '-X --repository',
    '-p --root',
    '-t --virtual',
    '--arch',
    '--keys-dir',
    '--repositories-file',
    '--cache-dir',
    '--cache-max-age',
    '--wait',
    '--progress-fd',
    '--timeout',
  ],
  subcommands: { del: { flags: ['-r --rdepends'] }, fetch: { values: ['-o --output'], flags: ['-R --recursive', '-L --link'] } },
});

export const alpine: Readonly<Record<string, OptionTable>> = { apk };
