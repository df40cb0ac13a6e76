import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run new-rule -- FOLDER ID DIALECT...`: writes a rule's file to fill in. */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const folders = readdirSync(path.join(root, 'rules'), { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [entry.name] : []));
const dialects = ['dockerfile', 'compose', 'kubernetes', 'daemon'];

/** What a folder's rules are about, and an example of it in the dialect. */
const targets: Readonly<Record<string, string>> = {
  container: 'container',
  image: 'image',
  secrets: 'variable',
  command: 'command',
  dockerfile: 'instruction',
  compose: 'service',
  kubernetes: 'object',
  workspace: 'pod',
  daemon: 'daemon',
};
const examples: Readonly<Record<string, readonly [file: string, bad: string, good: string]>> = {
  dockerfile: ['Dockerfile', 'FROM «example/app:1.4»\\n', 'FROM example/app:1.4\\nUSER 1000\\n'],
  daemon: ['etc/docker/daemon.json', '«{» "debug": true }\\n', '{ "debug": false }\\n'],
  compose: [
    'compose.yaml',
    'services:\\n  «web»:\\n    image: example/web:1.4\\n',
    'services:\\n  web:\\n    image: example/web:1.4\\n    read_only: true\\n',
  ],
  kubernetes: [
    'pod.yaml',
    'apiVersion: v1\\nkind: Pod\\nmetadata: { name: web }\\nspec:\\n  containers:\\n    - name: «web»\\n      image: example/web:1.4\\n',
    'apiVersion: v1\\nkind: Pod\\nmetadata: { name: web }\\nspec:\\n  containers: []\\n',
  ],
};

const [folder, id, ...kinds] = process.argv.slice(2);
const complaint = check();
if (complaint) {
  console.error(
    `${complaint}\nusage: npm run new-rule -- FOLDER ID DIALECT...\n  e.g. npm run new-rule -- container no-example compose kubernetes`,
  );
  process.exitCode = 2;
} else {
  const file = path.join('rules', folder!, `${id}.ts`);
  writeFileSync(path.join(root, file), template(folder!, id!, kinds));
  console.log(`${file} is yours to fill in; then: npm run generate && npm test`);
}

function check(): string | undefined {
  if (!folder || !id || kinds.length === 0) return 'A folder, an id and at least one dialect are needed.';
  if (!folders.includes(folder)) return `There is no folder rules/${folder}; there are ${folders.join(', ')}.`;
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) return `\`${id}\` is not in kebab-case.`;
  const unknown = kinds.find(kind => !dialects.includes(kind));
  if (unknown) return `\`${unknown}\` is not one of ${dialects.join(', ')}.`;
  const taken = folders.find(name => existsSync(path.join(root, 'rules', name, `${id}.ts`)));
  return taken && `rules/${taken}/${id}.ts exists already.`;
}

function template(inFolder: string, ruleId: string, inKinds: readonly string[]): string {
  const target = targets[inFolder] ?? 'container';
  const per = inKinds.map(kind => `      ${kind}: { severity: 'medium', preset: 'recommended', fix: null },`);
  const cases = inKinds.map(kind => {
    const [file, bad, good] = examples[kind]!;
    return `      { file: '${file}', bad: '${bad}', good: '${good}' },`;
  });
  return `import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: '${ruleId}',
    title: 'The weakness, as a short sentence',
    layer: 'runtime',
    per: {
${per.join('\n')}
    },
    controls: {},
    why: 'What an attacker gains by it. Two sentences for someone who is no security expert.',
    remedy: 'What to do.',
    exceptions: 'When it is fine to leave it.',
    examples: [
${cases.join('\n')}
    ],
  },
  checks: {
    *${target}(${target}) {
      // Return early while all is well: \`if (${target}...) return;\`
      yield { at: ${target}, message: 'The thing, by its name, and what it can do.' };
    },
  },
});
`;
}
