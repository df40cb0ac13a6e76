import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { ADMIN_PORTS } from '../../core/facts/tables/ports.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import type { Span } from '../../core/text.js';
import { exposedPorts } from '../dockerfile/_ports.js';

/** A Git or SFTP server speaks SSH to serve, not to be commanded. */
const SERVES_SSH = /gitea|gitlab|forgejo|gogs|sftp/;

export default defineRule({
  meta: {
    id: 'no-admin-port',
    title: 'A port for administration is exposed',
    layer: 'network',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['5.7', '5.9'],
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['SC-7', 'CM-7'],
      'pci-dss-4': ['1.2.5', '2.2.4'],
      soc2: ['CC6.6'],
      mitre: ['Execution/SSH server running inside container'],
    },
    alsoKnownAs: {
      kics: ['5907595b-5b6d-4142-b173-dbb0e73fbff8'],
      trivy: ['DS-0004'],
      checkov: ['CKV_DOCKER_1'],
      sonar: ['S6473'],
      terrascan: ['AC_DOCKER_0026'],
      'docker-bench': ['check_5_7'],
      kubescape: ['C-0042'],
      'kube-linter': ['ssh-port'],
      monokle: ['KBP110'],
    },
    why: 'Behind such a port is a way to command the container or its host. It is the first that is tried by whoever scans a network, and `docker run -P` publishes it.',
    remedy: 'Leave the port out; use `docker exec` or `kubectl exec`.',
    exceptions: 'Images whose purpose it is, such as Git and SFTP servers. Ports for UDP are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nEXPOSE 80 «22» 443\n',
        fixed: 'FROM debian:12\nEXPOSE 80 443\n',
        message: 'Port 22 is for SSH: a way to command the container.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nARG P=2375\nEXPOSE «$P»\nEXPOSE «5900-5910»\n',
        fixed: 'FROM debian:12\nARG P=2375\nEXPOSE 5900-5910\n',
      },
      {
        file: 'Dockerfile',
        options: { ports: ['9000'] },
        bad: 'FROM debian:12\nEXPOSE 22 «9000»\n',
        fixed: 'FROM debian:12\nEXPOSE 22\n',
        message: 'Port 9000 is for administration: a way to command the container.',
      },
      { file: 'Dockerfile', good: 'FROM debian:12 AS build\nEXPOSE 22\nFROM debian:12\nEXPOSE 22/udp $PORT 2222 8022 80\n' },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      ports:\n        - containerPort: «22»\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      ports:\n        - containerPort: 2222\n',
      },
      {
        file: 'service.yaml',
        bad: 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  ports:\n    - port: 2022\n      targetPort: «22»\n    - port: «22»\n    - { name: ssh, port: «2222» }\n',
        message: 'Port 22 of web is for SSH: a way to command what is behind it.',
      },
      {
        file: 'service.yaml',
        good: 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  ports:\n    - { port: 2222 }\n    - { name: ssh, port: 8022, targetPort: ssh }\n    - { port: 22, protocol: UDP }\n',
      },
    ],
  },
  options: {
    ports: { default: Object.keys(ADMIN_PORTS), description: 'The ports that no EXPOSE of an image should name.' },
  },
  keywords: ['EXPOSE'],
  kinds: ['Service'],
  mentions: ['EXPOSE', 'containerPort', 'Service'],
  checks: {
    *container({ name, dialect, ports, image }) {
      if (dialect !== 'kubernetes') return;
      for (const port of ports) {
        const ssh = port.container === 22 || (port.container === 2222 && port.name === 'ssh');
        if (!ssh) continue;
        const serves = SERVES_SSH.test(`${name} ${image?.text ?? ''}`);
        yield {
          at: port,
          message: `Port ${port.container} of ${name} is for SSH: a way to command it.`,
          ...(serves ? { severity: 'info' as const } : {}),
        };
      }
    },
    *object(object) {
      if (!object.is('', 'Service')) return;
      for (const port of object.fields.items('spec', 'ports')) {
        const numbers = [port.number('port'), port.number('targetPort')];
        const named = port.text('name').value === 'ssh';
        const at = numbers.find(({ value }) => value === 22 || (value === 2222 && named));
        if (!at || port.text('protocol').value === 'UDP') continue;
        yield {
          at,
          message: `Port ${at.value} of ${object.title} is for SSH: a way to command what is behind it.`,
          ...(SERVES_SSH.test(object.name ?? '') ? { severity: 'info' as const } : {}),
        };
      }
    },
    *instruction(instruction, { options }) {
      if (instruction.units.length === 0) return;
      const watched = (options.ports as readonly string[]).map(Number);
      for (const { first, last, protocol, span } of exposedPorts(instruction)) {
        const port = watched.find(each => first <= each && each <= last);
        if (port === undefined || protocol !== 'tcp') continue;
        const { service, risk } = ADMIN_PORTS[port] ?? { service: 'administration', risk: 'medium' };
        yield {
          at: { span, place: `${instruction.place}/${port}` },
          message: `Port ${port} is for ${service}: a way to command the container.`,
          ...(risk === 'info' ? { severity: 'info' as const } : {}),
          fixes: fixesFor(instruction, span, port),
        };
      }
    },
  },
});

function fixesFor(instruction: Instruction, span: Span, port: number): readonly Fix[] {
  const { words, keywordSpan, text } = instruction;
  const index = words.findIndex(word => word.span.start === span.start);
  const start = words[index - 1]?.span.end ?? keywordSpan.end;
  const edits = words.length === 1 ? instruction.remove() : [{ span: { start, end: span.end }, text: '' }];
  if (words.length > 1 && !/^[\s\\]+$/.test(text.slice(start, span.start))) return [];
  return [{ title: `Do not expose port ${port}`, safety: 'review', edits: () => edits }];
}
