import type { Stage } from '../../core/facts/documents/dockerfile.js';
import { normalizeCapability } from '../../core/facts/tables/capabilities.js';
import { adminPortIn } from '../../core/facts/tables/ports.js';
import { normalizeSysctl } from '../../core/facts/tables/sysctls.js';
import { defineRule } from '../../core/judge/rule.js';
import { exposedPorts } from '../dockerfile/_ports.js';

export default defineRule({
  meta: {
    id: 'no-privileged-port',
    title: 'A port below 1024 is used',
    layer: 'network',
    per: {
      dockerfile: { severity: 'info', preset: 'recommended', fix: null },
      kubernetes: { severity: 'low', preset: 'strict', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['5.8'],
      'nist-800-53': ['CM-7'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0117'],
      'kube-linter': ['privileged-ports'],
      monokle: ['KBP113'],
    },
    why: 'Opening such a port used to need root, so programs on it often run as root for that reason alone. Some engines still ask for it.',
    remedy: 'Listen on a high port, 8080 or 8443, and publish it under the low one outside.',
    exceptions: 'Images that run as an ordinary user are not reported: newer engines let them open any port.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nEXPOSE «80» 8080 «443/tcp»\n',
        message: 'Port 80 is below 1024: some engines let only root open it.',
      },
      { file: 'Dockerfile', good: 'FROM debian:12\nEXPOSE 80\nUSER 1000\n' },
      { file: 'Dockerfile', good: 'FROM debian:12 AS build\nEXPOSE 80\nFROM debian:12\nEXPOSE 22 8443 1024\n' },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      ports:\n        - containerPort: «80»\n        - containerPort: 8443\n',
      },
    ],
  },
  mentions: ['EXPOSE', 'containerPort'],
  checks: {
    *pod({ containers, fields }) {
      const start = fields
        .items('securityContext', 'sysctls')
        .find(sysctl => normalizeSysctl(sysctl.text('name').value ?? '') === 'net.ipv4.ip_unprivileged_port_start')
        ?.number('value').value;
      for (const { view } of containers) {
        const { name, ports, addedCapabilities, user } = view;
        const kept = addedCapabilities.value?.some(capability => normalizeCapability(capability) === 'NET_BIND_SERVICE');
        const harmless = kept || (user.value !== undefined && !/^0+$/.test(user.value));
        for (const port of ports) {
          if (port.container === undefined || port.container < 1 || port.container > 1023) continue;
          yield {
            at: port,
            message: `${name} listens on port ${port.container}, below 1024: some engines let only root open it.`,
            ...(harmless || (start !== undefined && start <= port.container) ? { severity: 'info' as const } : {}),
          };
        }
      }
    },
    *stage(stage: Stage) {
      const user = stage.final ? stage.last('USER') : undefined;
      if (!stage.final || (user && !/^(?:root|0+)(?::|$)/.test(user.words[0]?.text ?? ''))) return;
      for (const instruction of stage.all('EXPOSE')) {
        for (const { first, last, span } of exposedPorts(instruction)) {
          if (first < 1 || first > 1023 || adminPortIn(first, last) !== undefined) continue;
          yield {
            at: { span, place: `${instruction.place}/${first}` },
            message: `Port ${first} is below 1024: some engines let only root open it.`,
          };
        }
      }
    },
  },
});
