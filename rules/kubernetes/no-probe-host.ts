import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import { together } from '../../core/facts/documents/yaml/together.js';
import type { Setting } from '../../core/facts/fact.js';
import { assuming, defineRule, type Fixes, without } from '../../core/judge/rule.js';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'].map(probe => [probe]);
const HOOKS = ['postStart', 'preStop'].map(hook => ['lifecycle', hook]);
const CALLS = [...PROBES, ...HOOKS].flatMap(path => ['httpGet', 'tcpSocket'].map(kind => [...path, kind]));

export default defineRule({
  meta: {
    id: 'no-probe-host',
    title: 'Probe or hook calls another host',
    layer: 'network',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      pss: ['baseline/Host Probes and Lifecycle Hooks (1.34+)'],
      'owasp-k8s': ['K01'],
    },
    why: "The node's agent makes the call, from its own network and past every policy. Whoever may write the manifest can so reach addresses that pods cannot.",
    remedy: 'Leave `host` out: the pod itself is called. For a virtual host set the `Host` header.',
    exceptions: "None that Pod Security accepts; with the host's network a server that listens on `127.0.0.1` alone may need it.",
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      livenessProbe:\n        httpGet:\n          host: «shop.example.com»\n          path: /\n          port: 80\n',
        message: 'The livenessProbe of web makes the node call shop.example.com.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      livenessProbe:\n        httpGet:\n          httpHeaders:\n            - name: Host\n              value: shop.example.com\n          path: /\n          port: 80\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      lifecycle:\n        preStop:\n          tcpSocket: { host: «127.0.0.1», port: 80 }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      lifecycle:\n        preStop:\n          tcpSocket: { port: 80 }\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      livenessProbe:\n        httpGet:\n          host: «shop.example.com»\n          port: 80\n          httpHeaders:\n            - name: Accept\n              value: text/html\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      livenessProbe:\n        httpGet:\n          port: 80\n          httpHeaders:\n            - name: Accept\n              value: text/html\n            - name: Host\n              value: shop.example.com\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      readinessProbe:\n        httpGet: { host: "", path: /, port: 80, httpHeaders: [{ name: Host, value: shop.example.com }] }\n      startupProbe:\n        grpc: { port: 81 }\n',
      },
    ],
  },
  mentions: ['host'],
  checks: {
    *pod(pod) {
      for (const { name, fields } of pod.containers) {
        for (const path of CALLS) {
          const call = fields.child(...path);
          const host = call?.text('host');
          if (!call || !host?.value) continue;
          const what = path.at(-2)!;
          yield {
            at: host,
            message: `The ${what} of ${name} makes the node call ${host.value}.`,
            fixes: assuming(
              fixesFor(call, host, `Let the ${what} call ${name} itself`, path.at(-1) === 'httpGet'),
              // The pod's address is the node's then.
              pod.hostNetwork && /^(?:127\.|localhost$|\[?::1)/.test(host.value)
                ? `${name} listens on every address of the node, not on ${host.value} alone.`
                : undefined,
            ),
          };
        }
      }
    },
  },
});

/** A host's name may have chosen the site: the header goes on saying it. */
function fixesFor(call: Fields, host: Setting<string>, title: string, http: boolean): Fixes {
  const isName = /[a-z]/i.test(host.value!) && host.value !== 'localhost' && !host.value!.includes(':');
  if (!http || !isName) return without(host, title);
  const headers = call.items('httpHeaders');
  if (headers.some(header => header.text('name').value?.toLowerCase() === 'host')) return without(host, title);
  const header = { name: 'Host', value: host.value! };
  const edits = () =>
    call.has('httpHeaders')
      ? together(host.remove(), call.append(['httpHeaders'], header))
      : call.replaceKey('host', 'httpHeaders', [header]);
  return edits() ? [{ title: `${title}, with the Host header`, safety: 'review', edits }] : [];
}
