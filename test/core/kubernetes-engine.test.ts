import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { parseKubernetes } from '../../core/facts/documents/kubernetes.js';
import { levelOf } from '../../core/facts/pod-security/level.js';
import { LATEST, newestKnown } from '../../core/facts/pod-security/version.js';
import { rules } from '../../rules/index.js';
import { acceptedByKubernetes } from '../fixes/accepted.js';
import { goProgram } from '../go-program.js';
import { skip } from '../skip.js';
import type { KubernetesAnswer, KubernetesRequest } from './kubernetes-answer.js';
import { pod } from './kubernetes-generated.js';

/** What is said of manifests, compared with Kubernetes' own API types and its own admission controller. */

describe('manifests, as Kubernetes sees them', function () {
  this.timeout(300_000);

  it('has the same Pod Security level at every version', function () {
    const program = goProgram('kubernetes-go');
    if ('missing' in program) skip(this, program.missing);
    const pods = fc.sample(pod, { numRuns: 2000, seed: 1 });
    const request: KubernetesRequest = { objects: [], pods, newest: newestKnown, created: [] };
    const { levels } = program.ask(request) as KubernetesAnswer;
    const versions = [...Array.from({ length: newestKnown + 1 }, (_, minor) => minor), LATEST];
    const differences = pods.flatMap((text, i) => {
      const [one] = parseKubernetes('pod.yaml', text).objects[0]!.pods;
      const own = versions.map(version => levelOf(one!, version).level);
      return own.join() === levels[i]!.join() ? [] : [`${text}\n${own}\n${levels[i]}`];
    });
    assert.deepEqual(differences, []);
    for (const level of ['privileged', 'baseline', 'restricted']) {
      const share = levels.filter(all => all.at(-1) === level).length / pods.length;
      assert.ok(share > 0.1, `${level} is reached by ${share} of the pods`);
    }
  });

  it('knows every field that fixes of examples write', function () {
    const fixes = rules.flatMap(({ meta }) =>
      meta.examples.flatMap(({ file, bad, fixed }) =>
        bad !== undefined && typeof fixed === 'string' && /\.ya?ml$/.test(file) && !file.includes('compose')
          ? [{ path: meta.id, before: bad.replace(/[«»]/g, ''), texts: new Map([[meta.id, fixed]]) }]
          : [],
      ),
    );
    const { files, breaches, missing } = acceptedByKubernetes(fixes);
    if (missing) skip(this, missing);
    assert.ok(files > 100, `${files} examples`);
    assert.deepEqual(breaches, []);
  });
});
