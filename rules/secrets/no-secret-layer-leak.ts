import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import type { Located } from '../../core/facts/fact.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule } from '../../core/judge/rule.js';
import { copiedFiles, isIn, resolvePath, workdirBefore } from '../dockerfile/_paths.js';
import { secretFile } from './_secret-file.js';
import { unsetSecrets } from './_unset.js';

export default defineRule({
  meta: {
    id: 'no-secret-layer-leak',
    title: 'A secret is deleted in a later layer',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['4.10'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_10'],
    },

    why: 'Each instruction makes a layer, and a later one only hides what an earlier one wrote. Whoever unpacks the image finds the file.',
    remedy:
      'Never write it: `RUN --mount=type=secret,id=...,target=...` shows the file to one RUN and leaves nothing behind. Then change the secret.',
    exceptions: 'What the same RUN makes and removes is not reported; in stages that do not ship it is reported as low.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nWORKDIR /app\nCOPY .npmrc package.json ./\nRUN npm ci && «rm -f .npmrc»\n',
        message: 'Deleting /app/.npmrc here leaves it in the layer that wrote it.',
      },
      { file: 'Dockerfile', bad: 'FROM alpine:3.22\nRUN echo "$KEY" > /root/.ssh/id_ed25519\nRUN git clone a && «rm -rf ~/.ssh/»\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nENV DB_PASSWORD=s3cr3t-Tr0ub4dor\nRUN make && «unset DB_PASSWORD»\n',
        message: 'Taking DB_PASSWORD back here leaves it in the layer that wrote it.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN git config --global url."https://x:$T@example.com/".insteadOf https://example.com/\nRUN «git config --global --unset url."https://x:$T@example.com/".insteadOf»\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nENV DB_PASSWORD="" LOG=info\nRUN export TOKEN=x && unset TOKEN && unset DB_PASSWORD LOG && git config a.b c\nRUN git config url.https://$T@example.com/.insteadOf a && git config --unset url.https://$T@example.com/.insteadOf && git config --unset a.b\n',
      },
      { file: 'Dockerfile', bad: 'FROM alpine:3.22\nCOPY id_rsa id_rsa\nRUN «shred -u id_rsa»\n' },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nRUN echo "$KEY" > /root/.ssh/id_rsa && rm /root/.ssh/id_rsa\nCOPY .env /app/\nWORKDIR /srv\nRUN rm .env && cd /app && rm .env\nRUN --mount=type=secret,id=k,target=/app/id_rsa rm -rf /tmp/x\n',
      },
      { file: 'Dockerfile', good: 'FROM alpine:3.22 AS a\nCOPY .npmrc /app/\nFROM alpine:3.22\nRUN rm /app/.npmrc\n' },
    ],
  },
  mentions: ['rm', 'shred', 'unlink', 'unset'],
  checks: {
    *stage(stage) {
      yield* unsetSecrets(stage);
      const last = stage.instructions.findLastIndex(removes);
      const written: Written[] = [];
      for (let i = 0; i <= last; i++) {
        const instruction = stage.instructions[i]!;
        // Hardly a stage writes a secret, while many remove something.
        for (const { command, path } of written.length > 0 ? removalsOf(instruction) : []) {
          const secret = written.findLast(other => isIn(other.path, path));
          if (!secret) continue;
          yield {
            at: { span: command.span, place: `${instruction.place}/${secret.path}` },
            message: `Deleting ${secret.path.replace(/^\?\//, '')} here leaves it in the layer that wrote it.`,
            ...(stage.ships ? {} : { severity: 'low' as const }),
            related: [{ at: secret, message: 'Here it is written.' }],
          };
        }
        if (written.length < MAX_WRITTEN) written.push(...secretsOf(instruction));
      }
    },
  },
});

/** More secrets than these in one stage are nobody's. */
const MAX_WRITTEN = 200;

/** A file of secrets that an instruction writes, by its path in the image. */
interface Written extends Located {
  readonly path: string;
}

function secretsOf(instruction: Instruction): readonly Written[] {
  const { place, keyword } = instruction;
  if (keyword !== 'RUN') {
    return copiedFiles(instruction).flatMap(file =>
      file.target !== undefined && secretFile(file, true) ? [{ path: file.target, span: file.word.span, place }] : [],
    );
  }
  const { writes } = instruction;
  if (writes.length === 0) return [];
  const meant = pathsIn(instruction);
  return writes.flatMap(({ path, span, command }) => {
    const target = path === undefined || !command ? undefined : meant(command, path);
    return target !== undefined && secretFile({ source: target, target }, true) ? [{ path: target, span, place }] : [];
  });
}

const REMOVERS: ReadonlySet<string | undefined> = new Set(['rm', 'shred', 'unlink']);

const removes = ({ keyword, script }: Instruction): boolean => keyword === 'RUN' && script.commands.some(({ name }) => REMOVERS.has(name));

/** What `rm` and `shred` delete in a RUN. */
function removalsOf(instruction: Instruction): readonly { readonly command: ShellCommand; readonly path: string }[] {
  if (!removes(instruction)) return [];
  const meant = pathsIn(instruction);
  return instruction.script.commands.flatMap(command => {
    if (!REMOVERS.has(command.name)) return [];
    const operands = toolOptions(command)?.operands ?? command.words.slice(1);
    return operands.flatMap(({ value }) => {
      const path = value === undefined || value.startsWith('-') ? undefined : meant(command, value.replace(/\/\*$/, ''));
      return path === undefined ? [] : [{ command, path }];
    });
  });
}

/** Reads paths as the commands of a RUN mean them; unknown after a `cd`, and with wildcards. */
function pathsIn(instruction: Instruction): (command: ShellCommand, path: string) => string | undefined {
  const folder = workdirBefore(instruction);
  const moved = instruction.script.commands.find(({ name }) => name === 'cd')?.span.start ?? Number.POSITIVE_INFINITY;
  return (command, path) => {
    const home = path.replace(/^~(?=\/|$)/, '/root');
    return /[*?[]/.test(home) || (command.span.start > moved && !home.startsWith('/')) ? undefined : resolvePath(folder, home);
  };
}
