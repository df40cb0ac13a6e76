import { strict as assert } from 'node:assert';
import { Instruction } from '../../core/facts/documents/dockerfile/instruction.js';
import { Stage } from '../../core/facts/documents/dockerfile/stage.js';
import type { FileSummary } from '../../core/facts/workspace.js';
import { Engine } from '../../core/index.js';
import type { Found } from '../../core/judge/ask.js';
import { Dominance } from '../../core/judge/dominance.js';
import { merge } from '../../core/judge/merge.js';
import { planOf } from '../../core/judge/plan.js';
import { type Context, listed } from '../../core/judge/rule.js';
import { rules } from '../../rules/index.js';
import { today } from '../rule-examples.js';

/** A stage of `count` RUNs, and how often one of them was asked what it is. */
function stageOf(count: number): { readonly stage: Stage; reads(): number } {
  let reads = 0;
  const make = (keyword: string, start: number): Instruction => {
    const instruction = new Instruction(
      keyword,
      keyword,
      { start, end: start + 1 },
      { start: 0, end: keyword.length },
      '',
      undefined,
      new Map(),
      '\\',
      false,
    );
    return new Proxy(instruction, {
      get(target, key) {
        if (key === 'keyword') reads++;
        const value: unknown = Reflect.get(target, key, target);
        return value;
      },
    });
  };
  const stage = new Stage(0, undefined, make('FROM', 0), undefined, undefined, true);
  for (let i = 0; i < count; i++) stage.instructions.push(make('RUN', i + 1));
  return { stage, reads: () => reads };
}

/** Cost by counting, as time says little on a shared machine. */
describe('growth', () => {
  it('looks at an instruction a fixed number of times, however many ask for their shell', () => {
    for (const count of [100, 1000]) {
      const { stage, reads } = stageOf(count);
      for (const instruction of stage.instructions) {
        stage.shellBefore(instruction);
        stage.all('SHELL');
        stage.last('USER');
      }
      assert.ok(reads() <= 3 * count, `${reads()} reads for ${count} instructions`);
    }
  });

  it('looks at a finding a fixed number of times when it is merged and dominated', () => {
    const plan = planOf(rules, 'compose', new Engine({ rules, today: () => today }).configOf('a'));
    const dominated = plan.rules.find(({ rule }) => plan.dominators.has(rule.meta.id))!;
    const dominant = plan.rules.find(({ rule }) => plan.dominators.get(dominated.rule.meta.id)!.includes(rule.meta.id))!;
    for (const count of [100, 1000]) {
      let reads = 0;
      const found = [dominated, dominant].flatMap(planned =>
        Array.from({ length: count }, (_, i): Found => {
          const at = { place: `p${i}`, span: { start: 7, end: 8 } };
          const finding = { at, message: '' };
          return {
            planned,
            on: 'service',
            target: { ...at, place: `t${i}`, units: [] },
            get finding() {
              reads++;
              return finding;
            },
          };
        }),
      );
      const dominance = new Dominance(found, plan);
      for (const item of found) dominance.over(item);
      merge(found);
      assert.ok(reads <= 20 * count, `${reads} reads for ${count} findings`);
    }
  });

  it('reads the pins of other files once', () => {
    const { checks } = rules.find(({ meta }) => meta.id === 'pin-image-digest')!;
    const engine = new Engine({ rules: [], today: () => today });
    engine.update('Dockerfile', 'FROM example/app:1\n');
    const [image] = engine.images('Dockerfile');
    let reads = 0;
    const summaries = Array.from({ length: 100 }, (_, i): FileSummary => {
      const summary = { path: `${i}`, kind: 'compose', objects: [], services: [] } as const;
      return {
        ...summary,
        get pins() {
          reads++;
          return [`example/app:1@sha256:${'0'.repeat(64)}`];
        },
      };
    });
    const context = { workspace: { summaries } } as unknown as Context;
    for (let i = 0; i < 100; i++) {
      const [finding] = checks.image!(image!, context);
      assert.equal(listed(finding!.fixes!).length, 2);
    }
    assert.equal(reads, summaries.length);
  });
});
