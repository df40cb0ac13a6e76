import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Rule } from '../core/index.js';
import { renderConfigSchema } from './config-schema.js';
import { type RuleFile, renderIndex, renderPage, renderTable } from './rule-pages.js';

/**
 * `npm run generate`: everything that is derived from the rules' files: `rules/index.ts`, `docs/rules/*.md`, their table, the configuration's schema.
 * With `--check` nothing is written, and a difference is an error.
 */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export interface Generated {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** Files of `rules/` that hold a rule, with their default exports, in the order of their paths. */
async function ruleFiles(): Promise<readonly RuleFile[]> {
  const files = readdirSync(path.join(root, 'rules'), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts') && path.resolve(entry.parentPath) !== path.join(root, 'rules'))
    .map(entry => path.relative(path.join(root, 'rules'), path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter(file => !file.split('/').at(-1)!.startsWith('_'))
    .sort();
  const found: RuleFile[] = [];
  for (const file of files) {
    const compiled = path.join(root, 'out/rules', file.replace(/\.ts$/, '.js'));
    const { default: rule } = (await import(pathToFileURL(compiled).href)) as { default: Rule };
    found.push({ file, rule });
  }
  return found;
}

/** Every generated file as it has to be. */
export async function generate(): Promise<readonly Generated[]> {
  const rules = await ruleFiles();
  return [
    { path: 'rules/index.ts', text: renderIndex(rules) },
    { path: 'docs/rules/README.md', text: renderTable(rules) },
    { path: 'schemas/seaworthy.schema.json', text: renderConfigSchema(rules.map(({ rule }) => rule)) },
    ...rules.map(({ rule }) => ({ path: `docs/rules/${rule.meta.id}.md`, text: renderPage(rule) })),
  ];
}

/** Generated pages whose rule is gone. */
export function strayPages(generated: readonly Generated[]): readonly string[] {
  const wanted = new Set(generated.map(file => file.path));
  return readdirSync(path.join(root, 'docs/rules'))
    .map(name => `docs/rules/${name}`)
    .filter(page => !wanted.has(page));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  mkdirSync(path.join(root, 'docs/rules'), { recursive: true });
  const generated = await generate();
  for (const file of generated) writeFileSync(path.join(root, file.path), file.text);
  for (const page of strayPages(generated)) rmSync(path.join(root, page));
  console.log(`${generated.length} files for ${generated.length - 3} rules`);
}
