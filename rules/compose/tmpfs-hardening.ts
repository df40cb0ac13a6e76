import { type ComposeMount, mountsOf } from '../../core/facts/documents/compose/mounts.js';
import { askFor, defineRule, type Fixes } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'tmpfs-hardening',
    title: 'Scratch space without a limit',
    layer: 'runtime',
    per: {
      compose: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: { 'owasp-docker': ['RULE #8'], 'nist-800-53': ['SC-5', 'CM-6'] },
    why: 'A tmpfs takes memory of the host, by default up to half of it. Whoever can write there can use that up; with `exec` or `suid` also run from there what was downloaded.',
    remedy: 'Give it a size, and leave `exec`, `suid` and `dev` out.',
    exceptions: 'Services with a memory limit: what they write there counts against it.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    tmpfs:\n      - «/tmp»\n      - «/run:size=8m,exec»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    tmpfs:\n      - /tmp:size=64m\n      - /run:size=8m,exec\n',
        message: 'What web writes to /tmp may fill the memory of its host.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    tmpfs: «/run:exec,size=8m»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    tmpfs: /run:size=8m\n',
        message: '/run of web allows exec, which engines leave out.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    volumes:\n      - «type: tmpfs\n        target: /tmp»\n',
        fixed:
          'services:\n  web:\n    image: example/web:1.4\n    volumes:\n      - type: tmpfs\n        target: /tmp\n        tmpfs:\n          size: 64m\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    tmpfs: ["/tmp:size=64m", "${SCRATCH}", "/run:${OPTIONS}"]\n    volumes: [{ type: tmpfs, target: /t, tmpfs: { size: 1m } }]\n',
      },
    ],
  },
  mentions: ['tmpfs'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const mount of mountsOf(service)) {
        if (mount.type !== 'tmpfs' || mount.target === undefined || mount.options.includes('$')) continue;
        const options = mount.options.split(',');
        const loose = options.find(option => /^(?:exec|suid|dev)$/.test(option));
        const limited = options.some(option => /^(?:size|nr_blocks)/.test(option));
        if (limited && !loose) continue;
        yield {
          at: mount,
          message: loose
            ? `${mount.target} of ${service.name} allows ${loose}, which engines leave out.`
            : `What ${service.name} writes to ${mount.target} may fill the memory of its host.`,
          ...(loose ? { severity: 'low' as const } : {}),
          fixes: loose ? withoutOption(mount, service.name, loose) : withSize(mount, service.name),
        };
      }
    },
  },
});

function withSize(mount: ComposeMount, name: string): Fixes {
  const size = { set: (answer: string) => (/^\d+[bkmg]?$/i.test(answer) ? mount.setSize(answer) : null) };
  return askFor(size, `Limit ${mount.target} of ${name} ...`, {
    prompt: `How much may ${name} write to ${mount.target}?`,
    placeholder: '64m',
  });
}

function withoutOption(mount: ComposeMount, name: string, option: string): Fixes {
  const edits = () => mount.setOptions(mount.options.split(',').filter(one => one !== option));
  const assumes = {
    exec: `${name} runs no program from ${mount.target}.`,
    suid: `${name} needs no set-uid program in ${mount.target}.`,
    dev: `${name} makes no devices in ${mount.target}.`,
  }[option];
  return edits() ? [{ title: `Leave ${option} out`, safety: 'review', ...(assumes ? { assumes } : {}), edits }] : [];
}
