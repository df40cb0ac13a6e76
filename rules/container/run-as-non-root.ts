import { builtStage } from '../../core/facts/documents/compose/build.js';
import { containerOf } from '../../core/facts/documents/compose/container.js';
import type { ComposeService } from '../../core/facts/documents/compose.js';
import type { Stage } from '../../core/facts/documents/dockerfile.js';
import { booleanOf } from '../../core/facts/documents/yaml/values.js';
import { enginesMapRoot } from '../../core/facts/engines.js';
import { isAbsent } from '../../core/facts/fact.js';
import { userOf } from '../../core/facts/image-user.js';
import { serverByData } from '../../core/facts/tables/server-images.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { assuming, defineRule, type ImageFacts, setTo } from '../../core/judge/rule.js';
import { switchUser } from './_switch-user.js';
import { dropsPrivileges, needsRoot } from './_user.js';

export default defineRule({
  meta: {
    id: 'run-as-non-root',
    title: 'Nothing keeps the program from running as root',
    layer: 'runtime',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'cis-docker-1.6': ['4.1'],
      'nist-800-190': ['4.1.2', '4.4.3'],
      'owasp-docker': ['RULE #2', 'RULE #9'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.2.7'],
      nsa: ['1.0 Non-root containers', 'Kubescape NSA C-0013'],
      pss: ['restricted/Running as Non-root'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['fd54f200-402c-4333-a5a4-36ef6709af2f', 'cf34805e-3872-4c08-bf92-6ff7bb0cfadb'],
      trivy: ['DS-0002', 'KSV-0012'],
      checkov: ['CKV_DOCKER_3', 'CKV_K8S_23'],
      semgrep: [
        'missing-user',
        'missing-user-entrypoint',
        'run-as-non-root',
        'run-as-non-root-container-level',
        'run-as-non-root-container-level-missing-security-context',
        'run-as-non-root-security-context-pod-level',
        'run-as-non-root-unsafe-value',
      ],
      dockle: ['CIS-DI-0001'],
      sonar: ['S6471'],
      'docker-bench': ['check_4_1'],
      kubescape: ['C-0013', 'C-0198', 'C-0211', 'C-0218'],
      'kube-linter': ['run-as-non-root'],
      'kube-score': ['container-security-context-user-group-id'],
      polaris: ['runAsRootAllowed'],
      kubesec: ['RunAsNonRoot'],
      monokle: ['PSS203', 'KSV012'],
    },
    why: 'Without another user the program is root, and root in a container is root on the host once something breaks out. An ordinary user has to find a second hole.',
    remedy:
      'Make an account in the image and switch to it with `USER`, best by number; in Compose set `user`, in Kubernetes `runAsNonRoot: true`. What the program writes has to belong to that user.',
    exceptions: 'Servers that start as root and go on as somebody else by themselves; they are only remarked.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM golang:1.25 AS build\nRUN make\nFROM «scratch»\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
        fixed: 'FROM golang:1.25 AS build\nRUN make\nFROM scratch\nCOPY --from=build /app /app\nUSER 10001:10001\nENTRYPOINT ["/app"]\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM «node:24»\nCOPY --chown=node:node . /app\nCMD ["node", "/app"]\n',
        fixed: 'FROM node:24\nCOPY --chown=node:node . /app\nUSER node\nCMD ["node", "/app"]\n',
        message: 'This image runs as root: no stage of it names a USER.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM «node:24»\nWORKDIR /app\nRUN mkdir -p cache data && useradd -r shop\nCOPY . .\nCOPY seed.db data/\nEXPOSE 8080\nCMD ["node", "/app"]\n',
        fixed:
          'FROM node:24\nWORKDIR /app\nRUN mkdir -p cache data && useradd -r shop\nCOPY . .\nCOPY --chown=shop seed.db data/\nEXPOSE 8080\nRUN chown -R shop: /app/cache /app/data\nUSER shop\nCMD ["node", "/app"]\n',
      },
      { file: 'Dockerfile', bad: 'FROM «node:24»\nVOLUME /data\nCMD ["node", "/app"]\n' },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «web»:\n    image: python:3.13\n',
        fixed: "services:\n  web:\n    image: python:3.13\n    user: '10001:10001'\n",
        message: 'web runs as root, the user of its image.',
      },
      { file: 'compose.yaml', bad: 'services:\n  web:\n    image: python:3.13\n    user: «""»\n' },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: «web»\n      image: example/web:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        runAsNonRoot: true\n',
        message: 'Nothing keeps web from running as root.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:24 AS build\nRUN make\nFROM gcr.io/distroless/static:nonroot\nCOPY --from=build /app /app\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM «node:24»\nRUN apt-get update && apt-get install -y gosu cron\nCOPY entrypoint.sh /\nENTRYPOINT ["/entrypoint.sh"]\n',
      },
      { file: 'Dockerfile', bad: 'FROM «node:24»\nEXPOSE 8080\nCMD service redis-server start && node app.js\n' },
      { file: 'Dockerfile', good: 'FROM scratch\nCOPY out /\n' },
      { file: 'Dockerfile', good: 'FROM node:24\nLABEL version=1\nONBUILD COPY . /app\n' },
      {
        file: 'compose.yaml',
        files: { 'api/Dockerfile': 'FROM node:24\nUSER node\n' },
        good: 'services:\n  db:\n    image: postgres:17.2\n  own:\n    image: example/own:1.4\n  api:\n    build: ./api\n  web:\n    image: python:3.13\n    user: "1000"\n',
      },
      {
        file: 'compose.yaml',
        files: { 'api/Dockerfile': 'FROM node:24\nCMD ["node", "app.js"]\n' },
        bad: 'services:\n  «api»:\n    build: ./api\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: «db»\n      image: example/vectors:17.1\n      volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]\n  volumes: [{ name: data, emptyDir: {} }]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  nodeSelector: { kubernetes.io/os: windows }\n  containers:\n    - name: «web»\n      image: example/web:1.4\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { runAsNonRoot: true }\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
      {
        file: 'compose.yaml',
        files: { 'etc/docker/daemon.json': '{ "userns-remap": "default" }' },
        good: 'services:\n  web:\n    image: debian:12\n',
      },
    ],
  },
  checks: {
    *stage(stage, { images }) {
      if (!stage.final || (stage.last('USER')?.words.length ?? 0) > 0) return;
      const starts = stage.last('CMD') ?? stage.last('ENTRYPOINT');
      const { root } = stage;
      // What is exported from scratch never runs, and a base that a variable brings may be anything.
      if (root ? !root.reference : !starts) return;
      if (isForOthers(stage)) return;
      const known = root?.reference && userOf(root.reference, images);
      if (known && !known.root) return;
      const drops = known?.drops || dropsPrivileges(stage);
      yield {
        at: stage,
        message:
          known || !root
            ? 'This image runs as root: no stage of it names a USER.'
            : 'No stage of this image names a USER: it likely runs as root.',
        severity: drops ? 'info' : known || !root ? 'high' : 'medium',
        fixes: () => (needsRoot(stage) ? [] : switchUser(stage, known)),
      };
    },
    *service(service, { workspace, images }) {
      const container = containerOf(service);
      // An empty text leaves the user to the image.
      if (!container || container.os === 'windows' || !(isAbsent(container.user) || container.user.value === '')) return;
      if (!runsAsRoot(service, workspace, images)) return;
      if (enginesMapRoot(workspace) && service.text('userns_mode').value !== 'host') return;
      const { name, user } = container;
      yield {
        at: user,
        message: `${name} runs as root, the user of its image.`,
        fixes: () =>
          user.set('1')
            ? [
                {
                  title: `Run ${name} as another user ...`,
                  safety: 'review',
                  needs: 'input',
                  async edits({ ask }) {
                    const answer = await ask({ prompt: `Which user and group may ${name} run as?`, placeholder: '10001:10001' });
                    return answer === null ? null : user.set(answer);
                  },
                },
              ]
            : [],
      };
    },
    *container({ name, dialect, os, user, runAsNonRoot, image, mounts }, { images }) {
      if (dialect !== 'kubernetes' || (runAsNonRoot.value !== false && !isAbsent(runAsNonRoot))) return;
      const ofImage = isAbsent(user) && image?.reference ? images.user(image.reference)?.replace(/:.*/s, '') : undefined;
      const account = user.value ?? ofImage;
      const known = image?.reference && userOf(image.reference, images)?.root;
      // Database images start as root to take over their data.
      const startsAsRoot = isAbsent(user) && (known ?? mounts.some(({ target }) => serverByData(target ?? '') !== undefined));
      const ordinary = /^[1-9]\d*$/.test(account ?? '') && runAsNonRoot.value !== false;
      yield {
        at: runAsNonRoot,
        message: ordinary
          ? `${name} runs as user ${account}${ofImage ? ' of its image' : ''}, but nothing demands that it is not root.`
          : `Nothing keeps ${name} from running as root.`,
        ...(ordinary ? { severity: 'info' as const } : {}),
        // What is known to start as root would not start any more, and images for Windows start as administrator unless they say otherwise.
        fixes:
          os === 'windows' || startsAsRoot || /^0+$/.test(account ?? '')
            ? []
            : assuming(
                setTo(runAsNonRoot, true, `Start ${name} only as another user than root`),
                ...(ordinary ? [] : [`The image of ${name} names a user by number.`]),
              ),
      };
    },
    /** A pod that allows root while all its containers forbid it: the restricted standard refuses it. */
    *pod(pod) {
      const setting = pod.setting(['securityContext', 'runAsNonRoot'], booleanOf, value => value);
      if (setting.value !== false || pod.containers.some(({ view }) => view.runAsNonRoot.value !== true)) return;
      yield {
        at: setting,
        message: `The pod allows root, though its containers do not.`,
        severity: 'info',
        fixes: setTo(setting, true, 'Forbid root for the pod'),
      };
    },
  },
});

/** Whether a stage only says what images on top of it do. */
const isForOthers = ({ instructions }: Stage): boolean =>
  instructions.some(({ onbuild }) => onbuild) &&
  instructions.every(({ onbuild, keyword }) => onbuild || ['FROM', 'LABEL', 'MAINTAINER', 'ARG'].includes(keyword));

/** Whether the image that a service runs is known to run as root, be it built here or not. */
function runsAsRoot(service: ComposeService, workspace: Workspace, images: ImageFacts): boolean {
  const image = containerOf(service)?.image;
  if (!service.get('build')) {
    const known = image?.reference && userOf(image.reference, images);
    return known?.root === true && !known.drops;
  }
  const stage = builtStage(service, workspace);
  const user = stage?.last('USER');
  if (!stage || dropsPrivileges(stage)) return false;
  if (user) return /^(?:root|0)(?::|$)/.test(user.words[0] ? (user.expand(user.words[0]).value ?? '') : '');
  const known = stage.root?.reference && userOf(stage.root.reference, images);
  return known?.root === true && !known.drops;
}
