import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configNames } from '../core/index.js';
import { reasonOf } from '../server/src/node/walk.js';
import { writeBaseline } from './baseline.js';
import { UsageError } from './io.js';
import type { Command } from './main.js';
import { engineOptions } from './options.js';
import { systemPath } from './paths.js';
import { topOf } from './workspace.js';

/** What a first configuration says: what holds anyway, in words, to be changed. */
const FIRST_CONFIG = `# Seaworthy's configuration; seaworthy config print says what holds for a path.
preset: recommended # essential: what is urgent; strict: everything
failOn: high # what makes an audit fail
# minimumScore: 80
# exclude:
#   - test/fixtures/**
# rules:
#   read-only-root-filesystem: [off, 'why it is fine here']
`;

/** `init`: a first configuration and a first baseline, for a repository that was not written with Seaworthy beside it. */
export const init: Command = async (args, io, rules) => {
  const [target = '.', ...more] = args.positionals;
  if (more.length > 0) throw new UsageError('init is about one folder.');
  const top = topOf(io.cwd, path.resolve(io.cwd, target), engineOptions(args, io, rules));
  const present = configNames.find(name => existsSync(systemPath(top, name)));
  if (present) io.stdout.write(`${present} is there already and stays as it is.\n`);
  else {
    const [name] = configNames;
    try {
      writeFileSync(systemPath(top, name), FIRST_CONFIG, { flag: 'wx' });
    } catch (error) {
      throw new UsageError(`${name} could not be written: ${reasonOf(error)}.`);
    }
    io.stdout.write(`Wrote ${name}.\n`);
  }
  const exit = await writeBaseline(top, args, io, rules);
  io.stdout.write('From now on: seaworthy audit says what is new; in CI, seaworthy audit --new-only --no-worse.\n');
  return exit;
};
