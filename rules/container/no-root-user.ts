import type { Stage } from '../../core/facts/documents/dockerfile.js';
import { userOf } from '../../core/facts/image-user.js';
import type { Container } from '../../core/facts/views/container.js';
import type { Variable } from '../../core/facts/views/variable.js';
import { askFor, defineRule, expecting, type Fix, type Fixes, type ImageFacts, listed, without } from '../../core/judge/rule.js';
import { switchFromRoot } from './_switch-user.js';
import { needsRoot } from './_user.js';

/** Only the user part counts: group 0 is what OpenShift's arbitrary users need. */
const ROOT = /^(?:root|0+|ContainerAdministrator)$/i;
const isRoot = (user: string): boolean => ROOT.test(user.trim().split(':')[0]!);

export default defineRule({
  meta: {
    id: 'no-root-user',
    title: 'Container is made to run as root',
    layer: 'runtime',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.1'],
      'nist-800-190': ['4.1.2', '4.4.3'],
      'owasp-docker': ['RULE #2'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.2.7'],
      nsa: ['1.6 Run with root privileges or with root group membership'],
      pss: ['restricted/Running as Non-root user (1.23+)'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['67fd0c4a-68cf-46d7-8c41-bc9fba7e40ae', 'cf34805e-3872-4c08-bf92-6ff7bb0cfadb'],
      trivy: ['DS-0002', 'KSV-0105'],
      checkov: ['CKV_DOCKER_8', 'CKV_K8S_23'],
      hadolint: ['DL3002'],
      semgrep: ['last-user-is-root'],
      dockle: ['CIS-DI-0001'],
      sonar: ['S6471'],
      terrascan: ['AC_DOCKER_0005'],
      'docker-bench': ['check_4_1'],
      kubescape: ['C-0013', 'C-0198'],
      'kube-linter': ['run-as-non-root'],
      polaris: ['runAsRootAllowed'],
      monokle: ['PSS204'],
    },
    supersedes: ['run-as-non-root', 'numeric-user', 'use-high-uid-gid'],
    why: 'Root in a container is root on the host once something breaks out: a kernel bug, a mount too many, a careless engine. An ordinary user has to find a second hole.',
    remedy:
      'Run as the account that the image brings, or as a number without an account, and give that number the paths that the program writes.',
    exceptions: 'Images whose entrypoint starts as root to prepare the system and then switches the user itself.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12 AS base\nUSER app\nFROM base\nUSER «root:root»\nCMD ["serve"]\n',
        fixed: 'FROM debian:12 AS base\nUSER app\nFROM base\nCMD ["serve"]\n',
        message: 'This image runs as root: a break-out starts with full rights on the host.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM jenkins/jenkins:2.500\nUSER «root»\nRUN apt-get update && apt-get install -y git\n',
        fixed: 'FROM jenkins/jenkins:2.500\nUSER root\nRUN apt-get update && apt-get install -y git\nUSER jenkins\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:24\nUSER «root»\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "app.js"]\n',
        fixed: 'FROM node:24\nUSER root\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\nCMD ["node", "app.js"]\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:24\nRUN npm ci\nUSER «root»\nCMD ["node", "app.js"]\n',
        fixed: 'FROM node:24\nRUN npm ci\nUSER node\nCMD ["node", "app.js"]\n',
      },
      { file: 'Dockerfile', bad: 'FROM example/app:1.4\nUSER $WHO\nUSER «root»\nCMD ["serve"]\n' },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    user: «"0:0"»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    user: "10001:10001"\n',
        message: 'web runs as root: a break-out starts with full rights on the host.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    runAsUser: «0»\n  containers:\n    - name: web\n      image: example/web:1.4\n    - name: log\n      image: example/log:1.4\n      securityContext: { runAsUser: 1000 }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    runAsUser: 10001\n  containers:\n    - name: web\n      image: example/web:1.4\n    - name: log\n      image: example/log:1.4\n      securityContext: { runAsUser: 1000 }\n',
      },
      { file: 'Dockerfile', good: 'FROM debian:12 AS build\nUSER root\nFROM debian:12\nUSER root\nRUN useradd app\nUSER app:0\n' },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    runAsUser: «0»\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { runAsUser: 1000 }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { runAsUser: 1000 }\n',
        message: 'The pod is to run as root, though its containers are not.',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostUsers: false\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { runAsUser: 0 }\n',
      },
      { file: 'compose.yaml', good: 'services:\n  web:\n    image: example/web:1.4\n    user: ${UID:-1000}:0\n' },
      {
        file: 'compose.yaml',
        bad: 'services:\n  tv:\n    image: lscr.io/linuxserver/sonarr:4.0.0\n    environment:\n      - «PUID=0»\n      - PGID=1000\n',
        message: 'The program of tv goes on as root (PUID=0).',
      },
    ],
  },
  mentions: ['user', 'runAsUser', 'PUID'],
  checks: {
    *stage(stage: Stage, { images }) {
      const user = stage.final ? stage.last('USER') : undefined;
      const { start, end } = user?.argumentsSpan ?? { start: 0, end: 0 };
      const value = user?.expand({ text: user.text.slice(start, end).trim(), span: { start, end } }).value;
      if (!user || value === undefined || !isRoot(value)) return;
      yield {
        at: { span: user.words[0]?.span ?? user.span, place: user.place },
        message: 'This image runs as root: a break-out starts with full rights on the host.',
        fixes: () => (needsRoot(stage) ? [] : switchFromRoot(stage, user, stage.root?.reference && userOf(stage.root.reference, images))),
        related: [{ at: stage, message: 'It is the last USER of what this stage ships.' }],
      };
    },
    *container(container, { images }) {
      const { name, user, mapsRoot, environment, image } = container;
      if (mapsRoot) return;
      if (user.value !== undefined && isRoot(user.value)) {
        const message = `${name} runs as root: a break-out starts with full rights on the host.`;
        yield { at: user, message, fixes: () => otherUser(container, images) };
      }
      // Images of LinuxServer start as root and go on as the account that this variable names.
      const account = environment.find(variable => variable.name === 'PUID');
      if (account && /^0+$/.test(account.value ?? '') && /(?:^|\/)linuxserver\//.test(image?.text ?? ''))
        yield {
          at: account,
          message: `The program of ${name} goes on as root (PUID=0).`,
          severity: 'low',
          fixes: otherAccount(name, account),
        };
    },
    /** A pod that is root while none of its containers is: the restricted standard refuses it. */
    *pod(pod) {
      const user = pod.fields.number('securityContext', 'runAsUser');
      const isOverridden = pod.containers.every(({ fields }) => fields.has('securityContext', 'runAsUser'));
      if (user.value !== 0 || !isOverridden || pod.boolean('hostUsers').value === false) return;
      const message = 'The pod is to run as root, though its containers are not.';
      yield { at: user, message, severity: 'info', fixes: without(user, 'Leave the user to the containers') };
    },
  },
});

/** The user of the image where that is known not to be root, else the one that is asked for. */
function otherUser({ name, dialect, user, image }: Container, images: ImageFacts): readonly Fix[] {
  const known = image?.reference && userOf(image.reference, images);
  const own = known && !known.root ? listed(without(user, `Run ${name} as the user of its image`)) : [];
  if (dialect === 'compose') {
    const question = { prompt: `Which user and group may ${name} run as?`, placeholder: '10001:10001' };
    return [...own, ...listed(askFor(user, `Run ${name} as another user ...`, question))];
  }
  // What the pod says is for its other containers, too.
  const who = user.origin === 'here' ? name : 'the pod';
  // The API takes numbers only.
  const byNumber = { set: (answer: string) => (/^\d+$/.test(answer) ? user.set(answer) : null) };
  const question = { prompt: `Which user, by number, may ${who} run as?`, placeholder: '10001' };
  return listed(expecting(askFor(byNumber, `Run ${who} as another user ...`, question), 'run-as-non-root'));
}

/** An account of the host, to which the files belong that the program writes. */
function otherAccount(name: string, account: Variable): Fixes {
  const question = { prompt: `Which account of the host, by number, owns the files of ${name}?`, placeholder: '1000' };
  return askFor({ set: answer => account.set?.(answer) ?? null }, `Run the program of ${name} as another account ...`, question);
}
