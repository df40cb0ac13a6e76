import type { DaemonDocument } from '../../core/facts/documents/daemon.js';
import { enginesSay } from '../../core/facts/engines.js';
import { isAbsent } from '../../core/facts/fact.js';
import { askFor, defineRule } from '../../core/judge/rule.js';

const hasUlimits = (engine: DaemonDocument): boolean => engine.root?.at('default-ulimits')?.type === 'map';

export default defineRule({
  meta: {
    id: 'set-ulimits',
    title: 'Open files and processes are not limited',
    layer: 'runtime',
    per: {
      compose: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'cis-docker-1.6': ['5.19'],
      'owasp-docker': ['RULE #7'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['SC-5', 'SC-6'],
      soc2: ['A1.1'],
    },
    alsoKnownAs: { 'docker-bench': ['check_5_19'] },
    why: 'A container that opens files or starts processes without end takes those of the whole host.',
    remedy: 'Set `ulimits` for `nofile` and `nproc` somewhat above what the service needs.',
    exceptions: 'Engines that set limits for all containers.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  «web»:\n    image: example/web:1.4\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    ulimits:\n      nofile:\n        soft: 1024\n        hard: 1024\n',
        message: 'web has no limits for open files and processes of its own.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    ulimits:\n      nofile: «-1»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    ulimits:\n      nofile: 4096\n',
        message: 'web may use nofile without a limit.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    ulimits: { nofile: { soft: 1024, hard: 4096 } }\n',
      },
      {
        file: 'compose.yaml',
        files: { 'etc/docker/daemon.json': '{ "default-ulimits": { "nofile": { "Name": "nofile", "Soft": 1024, "Hard": 4096 } } }' },
        good: 'services:\n  web:\n    image: example/web:1.4\n',
      },
    ],
  },
  checks: {
    *service(service, { workspace }) {
      if (service.provided) return;
      const limits = service.setting(
        ['ulimits'],
        node => (node.type === 'map' ? true : undefined),
        () => true,
      );
      const files = service.setting(
        ['ulimits', 'nofile'],
        () => undefined,
        (limit: string) => ({ soft: Number(limit), hard: Number(limit) }),
      );
      const empty =
        limits.value === true && service.all('ulimits').every(({ value }) => value?.type === 'map' && value.entries().length === 0);
      if ((empty || isAbsent(limits)) && !enginesSay(workspace, hasUlimits))
        yield {
          at: limits,
          message: `${service.name} has no limits for open files and processes of its own.`,
          fixes: askFor({ set: limit => (/^\d+$/.test(limit) ? files.set(limit) : null) }, `Limit the open files of ${service.name} ...`, {
            prompt: `How many files may ${service.name} have open?`,
            placeholder: '1024',
          }),
        };
      for (const name of ['nofile', 'nproc']) {
        for (const path of [[name], [name, 'hard']]) {
          const limit = service.text('ulimits', ...path);
          if (!/^(?:-1|unlimited)$/.test(limit.value ?? '')) continue;
          const number = service.number('ulimits', ...path);
          yield {
            at: limit,
            message: `${service.name} may use ${name} without a limit.`,
            severity: 'low',
            fixes: askFor(
              { set: wanted => (/^\d+$/.test(wanted) ? number.set(Number(wanted)) : null) },
              `Limit ${name} of ${service.name} ...`,
              name === 'nofile'
                ? { prompt: `How many files may ${service.name} have open?`, placeholder: '4096' }
                : { prompt: `How many processes may the user of ${service.name} have?`, placeholder: '4096' },
            ),
          };
        }
      }
    },
  },
});
