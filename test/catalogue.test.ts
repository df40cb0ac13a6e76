import { strict as assert } from 'node:assert';
import { presets, severities } from '../core/index.js';
import { layers } from '../core/judge/rule.js';
import { rules } from '../rules/index.js';

describe('every rule', () => {
  const ids = new Set(rules.map(rule => rule.meta.id));

  for (const { meta, checks, options = {} } of rules) {
    describe(meta.id, () => {
      it('is complete', () => {
        assert.match(meta.id, /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
        assert.ok(layers.includes(meta.layer));
        assert.match(meta.title, /^[A-Za-z`].*[^.]$/);
        for (const text of [meta.why, meta.remedy, meta.exceptions]) assert.match(text, /^[A-Z`\d][\s\S]*[.)`]$/, text);
        for (const { description } of Object.values(options)) assert.match(description, /[.]$/);
        assert.ok(Object.keys(checks).length > 0);
        for (const { severity, preset } of Object.values(meta.per)) {
          assert.ok(severities.includes(severity));
          assert.ok(presets.includes(preset));
        }
      });

      it('shows each of its dialects by an example', () => {
        const shown = new Set(meta.examples.filter(example => example.bad !== undefined).map(({ file }) => kindOf(file)));
        for (const kind of Object.keys(meta.per)) assert.ok(shown.has(kind), `no bad example for ${kind}`);
        assert.ok(
          meta.examples.some(example => example.good !== undefined),
          'no good example',
        );
      });

      it('supersedes rules by names that are not its own', () => {
        assert.ok(!meta.supersedes?.includes(meta.id));
        assert.ok(!meta.previousIds?.some(id => ids.has(id)));
      });
    });
  }
});

function kindOf(file: string): string {
  if (/daemon\.json$/.test(file)) return 'daemon';
  if (/ockerfile/.test(file)) return 'dockerfile';
  return /compose/.test(file) ? 'compose' : 'kubernetes';
}
