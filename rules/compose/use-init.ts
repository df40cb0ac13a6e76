import { builtStage } from '../../core/facts/documents/compose/build.js';
import { commandsOf } from '../../core/facts/documents/compose/commands.js';
import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

const INIT = /(?:^|\/)(?:tini|dumb-init|s6-svscan|init|supervisord|docker-init|catatonit)$/;

export default defineRule({
  meta: {
    id: 'use-init',
    title: 'No init process looks after the processes of the service',
    layer: 'runtime',
    per: {
      compose: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: { 'nist-800-53': ['SC-5'] },
    why: 'A program that runs under a shell gets no signals, and processes that nobody waits for stay: the service cannot be stopped cleanly, and its process table fills.',
    remedy: 'Set `init: true`, or start the program itself in the exec form.',
    exceptions: 'Images whose entrypoint is an init already.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  «web»:\n    image: example/web:1.4\n    command: ["sh", "-c", "worker & exec serve"]\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    command: ["sh", "-c", "worker & exec serve"]\n    init: true\n',
        message: 'Several processes run in web, and none looks after the others.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    command: ["serve"]\n  job:\n    image: example/job:1.4\n    entrypoint: ["tini", "--"]\n    command: ["sh", "-c", "a & b"]\n',
      },
    ],
  },
  checks: {
    *service(service, { workspace }) {
      const init = service.flag('init');
      if (service.provided || !isAbsent(init)) return;
      const commands = commandsOf(service);
      const stage = commands.length === 0 ? builtStage(service, workspace) : undefined;
      const last = stage && (stage.last('ENTRYPOINT') ?? stage.last('CMD'));
      const shells = stage
        ? last && last.json === undefined && !last.script.failed
          ? last.script.commands
          : []
        : commands.map(({ shell }) => shell);
      if (
        shells.some(shell => [shell.words[0]?.value ?? '', ...shell.wrappers.map(({ name }) => name ?? '')].some(name => INIT.test(name)))
      )
        return;
      const several = stage ? shells.length > 0 && shells[0]?.name !== 'exec' : shells.some(shell => shell.next === '&');
      if (!several) return;
      yield {
        at: init,
        message: `Several processes run in ${service.name}, and none looks after the others.`,
        fixes: setTo(init, true, `Start an init process in ${service.name}`),
      };
    },
  },
});
