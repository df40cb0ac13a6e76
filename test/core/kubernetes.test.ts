import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { blankTemplates, HOLE } from '../../core/facts/documents/kubernetes/template.js';
import { parseKubernetes } from '../../core/facts/documents/kubernetes.js';
import { applyEdits, detect, fixAll } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { analysisOf, engineOf, services } from '../rule-examples.js';

const read = (text: string, path = 'a.yaml') => parseKubernetes(path, text);

/** Rules that speak of the first file, in files that are all there are. */
function found(files: Readonly<Record<string, string>>): readonly string[] {
  const analysis = analysisOf(engineOf(rules, files), Object.keys(files)[0]!);
  return [...new Set(analysis.findings.map(({ rule }) => rule.meta.id))];
}

describe('objects of a file', () => {
  const cases: readonly (readonly [what: string, text: string, objects: readonly string[]])[] = [
    ['one in each document', 'apiVersion: v1\nkind: Pod\n---\napiVersion: apps/v1\nkind: Deployment\n', ['v1/Pod', 'apps/v1/Deployment']],
    ['without metadata, while it is being typed', 'apiVersion: v1\nkind: Pod\n', ['v1/Pod']],
    ['a List', 'apiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: Pod }\n  - 1\n', ['v1/Pod']],
    ['a list of one kind', 'apiVersion: v1\nkind: PodList\nitems: [{ apiVersion: v1, kind: Pod }]\n', ['v1/Pod']],
    ['a Template', 'apiVersion: template.openshift.io/v1\nkind: Template\nobjects: [{ apiVersion: v1, kind: Pod }]\n', ['v1/Pod']],
    ['JSON', '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}', ['v1/Pod']],
    ['a custom resource', 'apiVersion: example.com/v1alpha1\nkind: Widget\n', ['example.com/v1alpha1/Widget']],
    ['no lower-case kind', 'apiVersion: v1\nkind: pipeline\n', []],
    ['no other version', 'apiVersion: 2024-01\nkind: Pod\n', []],
    [
      'no configuration of a tool',
      'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n---\napiVersion: skaffold/v4beta1\nkind: Config\n',
      [],
    ],
    [
      'no schema',
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: { template: { spec: { containers: [{ name: a }] } } }\n',
      [],
    ],
    ['no list of operations', '- op: add\n  path: /spec\n  value: { apiVersion: v1, kind: Pod }\n', []],
    ['no manifest in a text', 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    apiVersion: v1\n    kind: Pod\n', ['v1/ConfigMap']],
  ];
  for (const [what, text, objects] of cases) {
    it(what, () => {
      assert.deepEqual(
        read(text).objects.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`),
        objects,
      );
    });
  }

  it('are looked for in files that say what they are', () => {
    const text = 'apiVersion: v1\nkind: Pod\n';
    assert.deepEqual(
      ['a.yaml', '.github/workflows/a.yaml', 'values.yaml', 'Chart.yaml', 'k8s/a.json', 'json.yaml', 'kustomization.yaml'].map(path =>
        detect(path, path.includes('json') ? '{"apiVersion": "v1", "kind": "Pod"}' : path.startsWith('kust') ? 'resources: []\n' : text),
      ),
      ['kubernetes', undefined, undefined, undefined, 'kubernetes', 'kubernetes', 'kubernetes'],
    );
  });
});

describe('pods of an object', () => {
  const container = 'containers: [{ name: main, image: "example/main:1" }]';
  const template = `template: { spec: { ${container} } }`;
  const cases: readonly (readonly [apiVersion: string, kind: string, spec: string, pods: readonly string[]])[] = [
    ['v1', 'Pod', container, ['spec: main']],
    ['apps/v1', 'Deployment', template, ['spec.template.spec: main']],
    ['batch/v1', 'CronJob', `jobTemplate: { spec: { ${template} } }`, ['spec.jobTemplate.spec.template.spec: main']],
    ['apps.openshift.io/v1', 'DeploymentConfig', template, ['spec.template.spec: main']],
    ['argoproj.io/v1alpha1', 'Rollout', template, ['spec.template.spec: main']],
    ['serving.knative.dev/v1', 'Service', template, ['spec.template.spec: main']],
    ['serving.knative.dev/v1', 'Revision', container, ['spec: main']],
    [
      'argoproj.io/v1alpha1',
      'Workflow',
      'templates: [{ name: build, container: { image: "example/a:1" }, sidecars: [{ name: db, image: "example/db:1" }] }, { name: all, steps: [[]] }, { name: run, script: { image: "example/b:1", source: x }, initContainers: [{ name: i, image: "example/i:1" }] }]',
      ['spec.templates[build]: build db', 'spec.templates[all]: ', 'spec.templates[run]: run i'],
    ],
    [
      'argoproj.io/v1alpha1',
      'CronWorkflow',
      'workflowSpec: { templates: [{ name: a, containerSet: { containers: [{ name: b, image: "example/b:1" }] } }] }',
      ['spec.workflowSpec.templates[a]: b'],
    ],
    ['tekton.dev/v1', 'Task', 'steps: [{ name: a, image: "example/a:1" }], sidecars: [{ name: b, image: "example/b:1" }]', ['spec: a b']],
    [
      'tekton.dev/v1',
      'PipelineRun',
      'pipelineSpec: { tasks: [{ name: t, taskSpec: { steps: [{ name: a, image: "example/a:1" }] } }, { name: r, taskRef: { name: x } }] }',
      ['spec.pipelineSpec.tasks[t].taskSpec: a'],
    ],
    [
      'kubeflow.org/v1',
      'PyTorchJob',
      `pytorchReplicaSpecs: { Master: { ${template} }, Worker: { ${template} } }`,
      ['spec.pytorchReplicaSpecs.Master.template.spec: main', 'spec.pytorchReplicaSpecs.Worker.template.spec: main'],
    ],
    ['batch.volcano.sh/v1alpha1', 'Job', `tasks: [{ name: a, ${template} }]`, ['spec.tasks[a].template.spec: main']],
    [
      'ray.io/v1',
      'RayCluster',
      `headGroupSpec: { ${template} }, workerGroupSpecs: [{ groupName: w, ${template} }]`,
      ['spec.headGroupSpec.template.spec: main', 'spec.workerGroupSpecs[0].template.spec: main'],
    ],
    ['example.com/v1', 'Sandbox', `podTemplate: { spec: { ${container} } }`, ['spec.podTemplate.spec: main']],
    // What only looks like one.
    ['example.com/v1', 'Widget', 'template: { spec: { containers: [] } }', []],
    ['example.com/v1', 'Widget', 'template: { spec: { containers: [a, b] } }', []],
    ['monitoring.coreos.com/v1', 'Prometheus', container, []],
    ['example.com/v1', 'Widget', `values: { ${template} }`, []],
    ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', `values: { a: { ${template} } }`, []],
    ['example.com/v1', 'Deployment', `nothing: { ${container} }`, []],
    ['v1', 'ConfigMap', template, []],
  ];
  for (const [apiVersion, kind, spec, pods] of cases) {
    it(`${apiVersion}/${kind}: ${pods.join(', ') || 'none'}`, () => {
      const [object] = read(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\nspec: { ${spec} }\n`).objects;
      assert.deepEqual(
        object!.pods.map(pod => `${pod.path}: ${pod.containers.map(({ name }) => name).join(' ')}`),
        pods,
      );
    });
  }

  it('have places of their own', () => {
    const text = `apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\nmetadata: { name: a }\nspec: { tasks: [{ name: a, ${template} }, { name: b, ${template} }] }\n`;
    const places = read(text).units.map(({ place }) => place);
    assert.equal(new Set(places).size, 2, places.join(', '));
  });

  it('take from their workflow what they do not say themselves', () => {
    const workflow = (own: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: { name: a }\nspec:\n  securityContext: { runAsUser: 0 }\n  volumes: [{ name: s, hostPath: { path: /var/run/docker.sock } }]\n  templates: [{ name: b, ${own} container: { image: "example/b:1", volumeMounts: [{ name: s, mountPath: /s }] } }]\n`;
    assert.ok(found({ 'a.yaml': workflow('') }).includes('no-root-user'));
    assert.ok(found({ 'a.yaml': workflow('') }).includes('no-runtime-socket'));
    assert.ok(!found({ 'a.yaml': workflow('securityContext: { runAsUser: 1000 },') }).includes('no-root-user'));
  });

  it('that a controller completes are judged by what is written', () => {
    const text =
      'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: a }\nspec: { steps: [{ name: a, image: "example/a:1", securityContext: { privileged: true } }] }\n';
    const ids = found({ 'a.yaml': text });
    assert.ok(ids.includes('no-privileged'));
    assert.ok(!ids.includes('seccomp-profile') && !ids.includes('memory-limit'), ids.join(', '));
  });
});

describe('patches', () => {
  const patch =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  template:\n    spec:\n      containers: [{ name: web, securityContext: { privileged: true } }]\n';
  const whole =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec: { containers: [{ name: web, image: "nginx:latest" }] }\n';
  const absence = 'seccomp-profile';

  const cases: readonly (readonly [what: string, files: Readonly<Record<string, string>>, judgesAbsence: boolean])[] = [
    ['a whole object', { 'a.yaml': whole }, true],
    ['a workload without a selector where nothing patches', { 'a.yaml': patch }, true],
    ['a workload that the cluster names', { 'a.yaml': patch.replace('{ name: web }\nspec', '{ generateName: web }\nspec') }, true],
    ['a workload without a name', { 'a.yaml': patch.replace('name: web }\nspec', 'labels: {} }\nspec') }, false],
    ['the same below a kustomization', { 'k/a.yaml': patch, 'k/kustomization.yaml': 'resources: [b.yaml]\n' }, false],
    ['the same deeper below one', { 'k/x/a.yaml': patch, 'k/kustomization.yaml': 'resources: [b.yaml]\n' }, false],
    ['the same beside one', { 'a/a.yaml': patch, 'k/kustomization.yaml': 'resources: [b.yaml]\n' }, true],
    ['the same that a kustomization lists', { 'k/a.yaml': patch, 'k/kustomization.yaml': 'resources: [a.yaml]\n' }, true],
    ['by its path', { 'k/patches/a.yaml': patch }, false],
    ['a whole object that is named as a patch', { 'k/a.yaml': whole, 'k/kustomization.yaml': 'patches: [{ path: a.yaml }]\n' }, false],
    ['the same in the old form', { 'k/a.yaml': whole, 'k/kustomization.yaml': 'patchesStrategicMerge: [a.yaml]\n' }, false],
    [
      'a directive',
      { 'a.yaml': `${whole}      $patch: replace\n`.replace('$patch', '  $patch').replace('        $patch', '      $patch') },
      false,
    ],
    ['a directive in another document', { 'a.yaml': `${whole}---\n${patch}  $patch: replace\n` }, true],
  ];
  for (const [what, files, judgesAbsence] of cases) {
    it(`${judgesAbsence ? 'is none' : 'is one'}: ${what}`, () => assert.equal(found(files).includes(absence), judgesAbsence));
  }

  it('are judged by what they write', () => {
    assert.ok(found({ 'k/a.yaml': patch, 'k/kustomization.yaml': 'patches: [{ path: a.yaml }]\n' }).includes('no-privileged'));
  });

  it('are thought possible while not every file has been seen', () => {
    const engine = engineOf(rules, { 'a.yaml': patch });
    engine.complete = false;
    assert.ok(!analysisOf(engine, 'a.yaml').findings.some(({ rule }) => rule.meta.id === absence));
  });

  it('of an overlay leave images open that it replaces, however deep the base', () => {
    const files = {
      'base/a.yaml': whole,
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'mid/kustomization.yaml': 'resources: [../base]\n',
      'top/kustomization.yaml': 'resources: [../mid]\nimages: [{ name: nginx, newTag: 1.29.3 }]\n',
    };
    assert.ok(!found(files).includes('no-latest-tag'));
    assert.ok(
      found({ ...files, 'top/kustomization.yaml': 'resources: [../mid]\nimages: [{ name: redis, newTag: 8.2.1 }]\n' }).includes(
        'no-latest-tag',
      ),
    );
  });

  it('leave of an image what they do not replace', () => {
    const by = (entry: string, image = 'nginx:latest') =>
      found({ 'a.yaml': whole.replace(/nginx(?::latest)?/, image), 'kustomization.yaml': `resources: [a.yaml]\nimages: [${entry}]\n` });
    assert.ok(by('{ name: nginx }').includes('no-latest-tag'));
    assert.ok(by('{ name: nginx, newName: example/nginx }').includes('no-latest-tag'));
    assert.ok(!by('{ name: nginx, newTag: 1.29.3 }').includes('no-latest-tag'));
    assert.ok(by('{ name: nginx, newTag: latest }', 'nginx:1.29.3').includes('no-latest-tag'));
    assert.ok(by('{ name: k8s.gcr.io/nginx, newTag: 1.29.3 }', 'k8s.gcr.io/nginx:1').includes('no-deprecated-image'));
    assert.ok(!by('{ name: k8s.gcr.io/nginx, newName: example/nginx }', 'k8s.gcr.io/nginx:1').includes('no-deprecated-image'));
    assert.ok(!by('{ name: nginx, newTag: latest }, { name: nginx, newTag: 1.29.3 }', 'nginx:1').includes('no-latest-tag'));
  });

  it('of a component count for whoever takes it', () => {
    const files = {
      'base/a.yaml': whole,
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'tags/kustomization.yaml':
        'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nimages: [{ name: nginx, digest: sha256:abc }]\n',
    };
    assert.ok(found(files).includes('no-latest-tag'));
    assert.ok(!found({ ...files, 'top/kustomization.yaml': 'resources: [../base]\ncomponents: [../tags]\n' }).includes('no-latest-tag'));
  });

  it('of an overlay move namespaces', () => {
    const moved = whole.replace('name: web }', 'name: web, namespace: default }');
    const files = { 'a.yaml': moved, 'kustomization.yaml': 'resources: [a.yaml]\n' };
    assert.ok(found(files).includes('no-default-namespace'));
    const policy =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p, namespace: shop }\nspec: { podSelector: {} }\n';
    const moving = { 'a.yaml': whole, 'p.yaml': policy, 'kustomization.yaml': 'namespace: shop\nresources: [a.yaml]\n' };
    assert.ok(!found(moving).includes('workload-has-network-policy'));
  });

  it('survive circles', () => {
    const files = {
      'a/x.yaml': whole,
      'a/kustomization.yaml': 'resources: [../b, x.yaml]\n',
      'b/kustomization.yaml': 'resources: [../a, ../b]\n',
    };
    assert.ok(found(files).includes(absence));
  });
});

describe('templates', () => {
  const helm = `{{- if .Values.web.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.name" . }}
  labels:
    {{- include "web.labels" . | nindent 4 }}
spec:
  template:
    spec:
      {{- with .Values.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      hostNetwork: true
      containers:
        - name: web
          image: "{{ .Values.image }}:{{ .Values.tag | default "latest" }}"
          securityContext:
            {{- toYaml .Values.securityContext | nindent 12 }}
            privileged: {{ .Values.privileged }}
{{- end }}
`;

  it('are read with their actions blanked, and judged by what is written', () => {
    const { findings, problems } = analysisOf(engineOf(rules, { 'a.yaml': helm }), 'a.yaml');
    assert.deepEqual(problems, []);
    const shown = findings.filter(({ hidden }) => !hidden);
    assert.deepEqual(
      shown.map(({ rule }) => rule.meta.id),
      ['no-host-network'],
    );
    assert.equal(helm.slice(shown[0]!.span.start, shown[0]!.span.end), 'true');
  });

  it('are read where actions open blocks, stand between values, and choose among versions', () => {
    const text = `{{- if .Capabilities.APIVersions.Has "policy/v1" }}
apiVersion: policy/v1
{{- else }}
apiVersion: extensions/v1beta1
{{- end }}
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  template:
    spec:
      hostPID: true
      containers:
        - name: {{ .Chart.Name }}
          env: {{ if .Values.env }}
            {{- range $name, $value := .Values.env }}
            - name: {{ $name }}
              value: {{ $value | quote }}
            {{- end }}
          {{- else }}[]{{ end }}
          args: ["--port={{ .Values.port }}", {{ .Values.mode | quote }}]
      nodeSelector: {{ toYaml .Values.nodeSelector | nindent 8 }}
`;
    const { findings, problems } = analysisOf(engineOf(rules, { 'a.yaml': text }), 'a.yaml');
    assert.deepEqual(
      [problems, findings.map(({ message }) => message)],
      [[], ['This Deployment sees the processes of the host, with their arguments and environments.']],
    );
  });

  it('are mended only where no action goes with it', async () => {
    const pod = (spec: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n${spec}  containers: [{ name: a, image: "{{ x }}", volumeMounts: [{ name: a, mountPath: /tmp }] }]\n`;
    const cases: readonly (readonly [spec: string, after: string | undefined])[] = [
      ['  {{- if x }}\n  hostPID: true\n  {{- end }}\n', '  {{- if x }}\n  {{- end }}\n'],
      [
        '  volumes:\n    {{- if x }}\n    - { name: a, hostPath: { path: /var/tmp } }\n    {{- end }}\n',
        '  volumes:\n    {{- if x }}\n    - { name: a, emptyDir: {} }\n    {{- end }}\n',
      ],
      ['  securityContext:\n    {{- if x }}\n    windowsOptions: { hostProcess: true }\n    {{- end }}\n', undefined],
    ];
    for (const [spec, after] of cases) {
      const engine = engineOf(rules, { 'a.yaml': pod(spec) });
      const [finding] = analysisOf(engine, 'a.yaml').findings.filter(({ hidden }) => !hidden);
      assert.ok(finding, spec);
      const edits = await finding.fixes.find(({ needs }) => !needs)?.edits(services);
      assert.equal(edits ? applyEdits(pod(spec), edits) : undefined, after && pod(after), `${finding.rule.meta.id}`);
    }
  });

  it('are mended together as far as they are one by one', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  hostPID: true\n  containers:\n    - name: a\n      image: {{ x }}\n      securityContext: { capabilities: { drop: [all] } }\n';
    const engine = engineOf(rules, { 'a.yaml': text });
    const fixed = text.replace('  hostPID: true\n', '').replace('[all]', '[ALL]');
    assert.equal(fixAll(engine, 'a.yaml', { safety: 'review' }).texts.get('a.yaml'), fixed);
  });

  it('say once what cannot be read', () => {
    const broken = `apiVersion: v1\nkind: Pod\nspec:\n  {{ if x }}a: {{ else }}- b: [\n  {{ end }}\n`;
    const { findings, problems } = analysisOf(engineOf(rules, { 'a.yaml': `${broken}---\n${broken}---\n${broken}` }), 'a.yaml');
    assert.deepEqual([findings.length, problems.map(({ severity }) => severity)], [0, ['info']]);
  });

  it('of Jinja and ytt are partial too', () => {
    for (const line of ['  {% if x %}\n  {% endif %}\n', '  #@ if x:\n  #@ end\n']) {
      const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n${line}  hostPID: true\n  containers: [{ name: a, image: "example/a:1" }]\n`;
      const ids = found({ 'a.yaml': text });
      assert.ok(ids.includes('no-host-pid') && !ids.includes('seccomp-profile'), ids.join(', '));
    }
  });

  it('in one document say nothing about the others', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: "example/a:1" }] }\n';
    assert.ok(found({ 'a.yaml': `${pod}---\napiVersion: v1\nkind: Pod\nmetadata: { name: "{{ x }}" }\n` }).includes('seccomp-profile'));
  });

  it('keep their length and their lines', () => {
    const part = fc.constantFrom('{{', '}}', '{{- x -}}', '{%', '%}', '{#', '#}', 'a: b', '\n', '\r\n', '  ', '"', '}', '{', '- ', HOLE);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), parts => {
        const text = parts.join('');
        const blanked = blankTemplates(text);
        assert.equal(blanked.length, text.length);
        assert.deepEqual(
          [...blanked.matchAll(/[\r\n]/g)].map(({ index }) => index),
          [...text.matchAll(/[\r\n]/g)].map(({ index }) => index),
        );
      }),
    );
  });
});

describe('demands of a namespace', () => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec:\n  containers:\n    - { name: web, image: "example/web:1.4" }\n    - { name: log, image: "example/log:1.4", securityContext: { seccompProfile: { type: RuntimeDefault } } }\n';
  const namespace = (labels: string) => `apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { ${labels} } }\n`;
  const seccomp = (labels: string | undefined, config = '') => {
    const engine = engineOf(rules, { 'a.yaml': pod, ...(labels === undefined ? {} : { 'ns.yaml': namespace(labels) }) }, config);
    const { findings, workloads } = analysisOf(engine, 'a.yaml');
    const finding = findings.find(({ rule }) => rule.meta.id === 'seccomp-profile')!;
    const [workload] = workloads();
    return {
      severity: finding.severity,
      weight: finding.weight,
      related: finding.related,
      version: workload!.version,
      level: workload!.level,
    };
  };

  const label = (name: string, value: string) => `pod-security.kubernetes.io/${name}: ${value}`;
  const cases: readonly (readonly [
    what: string,
    labels: string | undefined,
    config: string,
    severity: string,
    version: string,
    level: string,
  ])[] = [
    ['none', undefined, '', 'medium', 'latest', 'baseline'],
    ['a level that it reaches', label('enforce', 'baseline'), '', 'medium', 'latest', 'baseline'],
    ['a level that it does not', label('enforce', 'restricted'), '', 'high', 'latest', 'baseline'],
    ['an older version', `${label('enforce', 'restricted')}, ${label('enforce-version', 'v1.24')}`, '', 'high', 'v1.24', 'baseline'],
    [
      'a version before the check',
      `${label('enforce', 'restricted')}, ${label('enforce-version', 'v1.18')}`,
      '',
      'medium',
      'v1.18',
      'baseline',
    ],
    ['a level that is none', label('enforce', 'Restricted'), '', 'high', 'latest', 'baseline'],
    ['a warning', label('warn', 'restricted'), '', 'medium', 'latest', 'baseline'],
    ['a setting', undefined, 'podSecurity: { level: restricted, version: v1.30 }\n', 'high', 'v1.30', 'baseline'],
    ['labels before a setting', label('enforce', 'baseline'), 'podSecurity: { level: restricted }\n', 'medium', 'latest', 'baseline'],
  ];
  for (const [what, labels, config, severity, version, level] of cases) {
    it(what, () => {
      const judged = seccomp(labels, config);
      assert.deepEqual([judged.severity, judged.version, judged.level], [severity, version, level]);
      // What it costs is the catalogue's, whatever the surroundings.
      assert.equal(judged.weight, 'medium');
    });
  }

  it('of the namespace that a kustomization moves a pod to', () => {
    const levels = (namespaces: readonly string[]) => {
      const overlays = namespaces.map((name, i) => [`o${i}/kustomization.yaml`, `namespace: ${name}\nresources: [../a.yaml]\n`]);
      const labelled = namespace(label('enforce', 'restricted'));
      const files = { 'a.yaml': pod, 'ns.yaml': labelled, ...Object.fromEntries(overlays) };
      return analysisOf(engineOf(rules, files), 'a.yaml').workloads()[0]!.demand?.level;
    };
    assert.deepEqual([levels(['shop']), levels(['other']), levels(['shop', 'other'])], ['restricted', undefined, undefined]);
  });

  it('are told with the file that makes them', () => {
    assert.deepEqual(
      seccomp(label('enforce', 'restricted')).related.map(({ path, message }) => [path, message]),
      [['ns.yaml', 'The namespace shop enforces restricted (latest): the cluster refuses web.']],
    );
  });

  it('charge the container that lacks something, and not its neighbour', () => {
    const analysis = analysisOf(engineOf(rules, { 'a.yaml': pod }), 'a.yaml');
    const units = (id: string) => analysis.findings.filter(({ rule }) => rule.meta.id === id).map(one => one.units.map(({ name }) => name));
    assert.deepEqual(units('seccomp-profile'), [['web']]);
    assert.deepEqual(units('memory-request'), [['web'], ['log']]);
    assert.deepEqual(units('no-service-account-token-automount'), [['web', 'log']]);
  });
});
