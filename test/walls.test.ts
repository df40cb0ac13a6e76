import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The walls of ARCHITECTURE.md, held by the compiler: in each room a probe that breaks one is compiled with that room's own settings,
 * and has to fail. A probe that keeps them has to pass, so that a broken set-up does not look like a wall.
 */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');

/** room, its project, a line that it may not contain. */
const broken: readonly (readonly [string, string, string])[] = [
  ['core/facts', 'core/facts/tsconfig.json', "import { readFileSync } from 'node:fs'; export const probe = readFileSync;"],
  ['core/facts', 'core/facts/tsconfig.json', 'export const probe = process.env;'],
  ['core/facts', 'core/facts/tsconfig.json', "export const probe = () => console.log('x');"],
  ['core/facts', 'core/facts/tsconfig.json', "export const probe = () => fetch('x');"],
  ['core/facts', 'core/facts/tsconfig.json', 'export const probe = () => setTimeout(() => {}, 1);'],
  ['core/facts', 'core/facts/tsconfig.json', "export { analyze } from '../judge/analyze.js';"],
  ['core/judge', 'core/judge/tsconfig.json', "export { buildReport } from '../report/build.js';"],
  ['core/judge', 'core/judge/tsconfig.json', "import { readFileSync } from 'node:fs'; export const probe = readFileSync;"],
  ['core/report', 'core/report/tsconfig.json', "export { rules } from '../../rules/index.js';"],
  ['rules', 'rules/tsconfig.json', "export { analyze } from '../core/judge/analyze.js';"],
  ['rules', 'rules/tsconfig.json', "export { buildReport } from '../core/report/build.js';"],
  ['rules', 'rules/tsconfig.json', 'export const probe = process.cwd();'],
  ['registry', 'registry/tsconfig.json', "export { Engine } from '../core/index.js';"],
  ['registry', 'registry/tsconfig.json', "export { rules } from '../rules/index.js';"],
  ['registry', 'registry/tsconfig.json', "export { startServer } from '../server/src/server.js';"],
  ['core/facts', 'core/facts/tsconfig.json', "export { RegistryClient } from '../../registry/index.js';"],
  ['server/src', 'server/tsconfig.json', "export { RegistryClient } from '../../registry/index.js';"],
  ['server/src', 'server/tsconfig.json', 'export const probe = process.cwd();'],
  ['server/src', 'server/tsconfig.json', "export { walk } from './node/walk.js';"],
  ['server/src/browser', 'server/src/browser/tsconfig.json', "import { readFileSync } from 'node:fs'; export const probe = readFileSync;"],
];

/** The same rooms with something that they may. */
const kept: readonly (readonly [string, string, string])[] = [
  ['core/facts', 'core/facts/tsconfig.json', "export { applyEdits } from '../text.js';"],
  ['core/judge', 'core/judge/tsconfig.json', "export { detect } from '../facts/detect.js';"],
  ['core/report', 'core/report/tsconfig.json', "export { analyze } from '../judge/analyze.js';"],
  ['registry', 'registry/tsconfig.json', "export { parseImageReference } from '../core/facts/image-reference.js';"],
  ['rules', 'rules/tsconfig.json', "export { defineRule } from '../core/judge/rule.js';"],
  ['server/src', 'server/tsconfig.json', "export { Engine } from '../../core/index.js';"],
];

interface Project {
  readonly references: readonly { readonly path: string }[];
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
}

const scratch = path.join(root, 'out/walls');

/** Compiles one extra file with a room's settings; the compiler's complaints about that file. */
function complaints(room: string, project: string, source: string, index: number): string {
  const probe = path.join(root, room, `wall-probe-${index}.ts`);
  const config = path.join(scratch, `probe-${index}.json`);
  writeFileSync(probe, `${source}\n`);
  const folder = path.join(root, path.dirname(project));
  const { references, include, exclude = [] } = JSON.parse(readFileSync(path.join(root, project), 'utf8')) as Project;
  const absolute = (file: string) => path.resolve(folder, file);
  writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(root, project),
      compilerOptions: { outDir: path.join(scratch, 'out'), tsBuildInfoFile: path.join(scratch, `probe-${index}.tsbuildinfo`) },
      include: include.map(absolute),
      exclude: exclude.map(absolute),
      references: references.map(reference => ({ path: absolute(reference.path) })),
    }),
  );
  try {
    return spawnSync(process.execPath, [tsc, '-p', config], { encoding: 'utf8' }).stdout;
  } finally {
    rmSync(probe, { force: true });
  }
}

describe('walls', function () {
  this.timeout(120_000);
  before(() => mkdirSync(scratch, { recursive: true }));
  after(() => rmSync(scratch, { recursive: true, force: true }));

  for (const [index, [room, project, source]] of broken.entries()) {
    it(`${room} cannot: ${source}`, () => assert.match(complaints(room, project, source, index), /wall-probe-\d+\.ts.*error TS/));
  }
  for (const [index, [room, project, source]] of kept.entries()) {
    it(`${room} can: ${source}`, () => assert.equal(complaints(room, project, source, 100 + index), ''));
  }
});
