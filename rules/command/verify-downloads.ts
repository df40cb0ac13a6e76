import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { memo } from '../../core/facts/memo.js';
import {
  bare,
  type Download,
  downloadOf,
  isDownloader,
  isLoopback,
  LONGEST_PIPELINE,
  verifies,
} from '../../core/facts/shell/tools/downloads.js';
import { toolName, toolOptions } from '../../core/facts/shell/tools/index.js';
import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import { defineRule, type Finding, type Fix } from '../../core/judge/rule.js';
import { at } from '../../core/text.js';
import { isInterpreter } from './_fetched-run.js';

/** Programs that unpack, and are used on what comes through a pipe. */
const UNPACKERS = new Set(['tar', 'bsdtar', 'unzip', 'gunzip', 'bunzip2', 'unxz', 'zcat', 'cpio', '7z']);
const COMPRESSORS = new Set(['gzip', 'xz', 'bzip2', 'zstd', 'lz4', 'lzma', 'brotli']);
const INSTALLERS = new Set(['dpkg', 'rpm', 'install', 'chmod', 'java', 'installer']);

export default defineRule({
  meta: {
    id: 'verify-downloads',
    title: 'A download is used without a check',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.11', '4.12'],
      'nist-800-190': ['4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_11', 'check_4_12'],
    },
    why: 'The address stays, what is behind it can change: by a stolen account, by a mirror, by a mistake. The build takes it and ships it, and nobody can tell afterwards.',
    remedy: 'Compare a checksum that you wrote down (`echo "<sha256>  file" | sha256sum -c -`), or verify a signature, before it is used.',
    exceptions: 'Downloads from the same machine, and steps that check anything at all, are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «curl -fsSLo tool.tgz https://example.com/tool-1.2.tgz» && tar xzf tool.tgz\n',
        fixed:
          'FROM debian:12\nRUN curl -fsSLo tool.tgz https://example.com/tool-1.2.tgz && echo "checksum  tool.tgz" | sha256sum -c - && tar xzf tool.tgz\n',
        message: 'tool.tgz is used as it comes from example.com: nothing checks what it is.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nARG V=1.2\nRUN «curl -fsSL "https://example.com/tool-${V}.tgz" | tar xz» && «wget https://example.com/$V/x» && chmod +x x\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «curl -fsSLo /usr/bin/tool https://example.com/tool» && chmod +x /usr/bin/tool\n',
        fixed:
          'FROM debian:12\nRUN curl -fsSLo /usr/bin/tool https://example.com/tool && echo "checksum  /usr/bin/tool" | sha256sum -c - && chmod +x /usr/bin/tool\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «curl -fsSLo /usr/bin/tool https://example.com/tool-1.2»\nRUN chmod +x /usr/bin/tool\n',
        fixed:
          'FROM debian:12\nRUN curl -fsSLo /usr/bin/tool https://example.com/tool-1.2 && echo "checksum  /usr/bin/tool" | sha256sum -c -\nRUN chmod +x /usr/bin/tool\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «curl -fsSL https://example.com/a.gz | gzip -dc > /usr/bin/a»\nRUN «curl -fsSL https://example.com/b» | tee /usr/bin/b && chmod +x /usr/bin/b\nRUN «curl -fsSLo ~/c.sh https://example.com/c-1.2»\nCOPY c.conf /etc\nRUN bash ~/c.sh -b\n',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nENV U=https://example.com/a-1.tgz\nRUN «wget -O a.tgz "$U"» && tar xzf a.tgz\n' },
      { file: 'Dockerfile', bad: 'FROM python:3.13\nRUN «wget https://example.com/tool-1.2.whl» && pip install ./tool-1.2.whl\n' },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN curl -o a.tgz https://example.com/a.tgz && echo "00  a.tgz" | sha256sum -c && tar xf a.tgz\nRUN wget https://example.com/list.txt && cat list.txt\nRUN curl -O https://example.com/b.deb\nRUN gpg --verify b.asc b.deb && dpkg -i b.deb\nRUN curl -o /bin/c https://example.com/c && chmod +x /bin/c\nRUN echo "00  /bin/c" | sha256sum -c\nRUN curl http://localhost/c.tgz | tar xz\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['curl', 'wget', 'fetch', 'aria2c', 'http', 'https', 'axel'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      const { commands } = instruction.script;
      if (!commands.some(isDownloader) || commands.some(verifies)) return;
      let uses: ReadonlyMap<string, number> | undefined;
      for (const [i, { shell, place }] of instruction.commands.entries()) {
        const download = downloadOf(shell);
        const url = download?.addresses[0]?.url ?? variableIn(shell);
        if (!download || url === undefined || isLoopback(url)) continue;
        const { pipeline } = shell;
        if (pipeline.length > LONGEST_PIPELINE) continue;
        const behind = pipeline.slice(pipeline.indexOf(shell) + 1);
        const unpacks = behind.find(unpacksInput);
        const file = download.file ?? teed(behind[0]);
        if (!unpacks) {
          if (file === undefined) continue;
          uses ??= usesOf(commands);
          if ((uses.get(nameOf(file)) ?? -1) <= i && !isUsedNext(instruction, file)) continue;
          if (isVerifiedNext(instruction, file)) continue;
        }
        const host = /^[a-z]+:\/\/(?:[^/@]*@)?([\w.-]+)/i.exec(url)?.[1] ?? 'its server';
        const what = file && !file.includes('$') ? file.split('/').at(-1) : 'A download';
        yield {
          at: { span: unpacks ? { start: shell.span.start, end: unpacks.span.end } : shell.span, place },
          message: `${what} is used as it comes from ${host}: nothing checks what it is.`,
          fixes: () => (unpacks ? [] : fixesFor(download, instruction)),
        };
      }
    },
  },
});

/** An address that a variable holds. */
const variableIn = (command: ShellCommand): string | undefined =>
  toolOptions(command)?.operands.find(({ text }) => /^["']?\$\{?\w/.test(text))?.text;

/** `gunzip`, `gzip -dc`: what comes in is unpacked. */
const unpacksInput = ({ name = '', words }: ShellCommand): boolean =>
  UNPACKERS.has(name) || (COMPRESSORS.has(name) && words.some(({ text }) => /^-[a-z\d]*d|^--(?:de|un)compress$/i.test(text)));

/** The file that `tee` writes. */
const teed = (command: ShellCommand | undefined): string | undefined =>
  command?.name === 'tee' ? command.words.slice(1).find(({ text }) => !text.startsWith('-'))?.value : undefined;

const PACKED = /\.(?:tar(?:\.\w+)?|t[gbx]z2?|zip|deb|rpm|whl|gem|jar)$/;

/** Each RUN of a stage with the one that follows. */
const nextSteps = memo((stage: Stage): ReadonlyMap<Instruction, Instruction> => {
  const steps = stage.instructions.filter(({ keyword }) => keyword === 'RUN');
  return new Map(steps.slice(1).map((next, i) => [steps[i]!, next]));
});

/** Whether the next RUN checks it. */
function isVerifiedNext(instruction: Instruction, file: string): boolean {
  const next = instruction.stage && nextSteps(instruction.stage).get(instruction);
  return next?.script.commands.some(verifies) === true && next.logical.includes(nameOf(file));
}

/** Whether the next RUN uses or runs the file, by its whole path or the name of an archive, and checks nothing either. */
function isUsedNext(instruction: Instruction, file: string): boolean {
  const next = instruction.stage && nextSteps(instruction.stage).get(instruction)?.script.commands;
  if (!next || next.some(verifies)) return false;
  if (PACKED.test(file)) return usesOf(next).has(nameOf(file));
  const isFile = ({ text }: ShellWord) => bare(text) === file;
  return (
    /^(?:~?\/|\$\{?HOME\}?\/)/.test(file) &&
    next.some(({ words }, i) => (handlesFiles(next[i]!) || isInterpreter(next[i]!) ? words.some(isFile) : words.slice(0, 1).some(isFile)))
  );
}

/**
 * The last command that unpacks, installs or runs each file, by the file's name, as its place in the script. A script that an
 * interpreter runs is another rule's.
 */
function usesOf(commands: readonly ShellCommand[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const [i, command] of commands.entries()) {
    const [program, ...words] = command.words;
    if (program) uses.set(nameOf(program.text), i);
    const named = handlesFiles(command) ? words : installsFiles(command) ? words.filter(({ text }) => PACKED.test(bare(text))) : [];
    for (const { text } of named) uses.set(nameOf(text), i);
  }
  return uses;
}

function nameOf(path: string): string {
  const plain = bare(path);
  return plain.includes('/') ? plain.slice(plain.lastIndexOf('/') + 1) : plain;
}

/** `pip install ./tool.whl`. */
const installsFiles = (command: ShellCommand): boolean => packageCommand(command)?.does === 'install';

function handlesFiles(command: ShellCommand): boolean {
  const tool = toolName(command) ?? command.name ?? '';
  if (tool === 'chmod') return /x|[1357]/.test(toolOptions(command)?.operands[0]?.text ?? '');
  if (UNPACKERS.has(tool) || INSTALLERS.has(tool)) return true;
  const packages = packageCommand(command);
  return packages?.does === 'install' && packages.system;
}

function fixesFor({ command, file }: Download, instruction: Instruction): readonly Fix[] {
  const plain = command.pipeline.length === 1 && !command.within && command.next !== '||' && command.next !== '&' && !instruction.json;
  if (!plain || file === undefined || /["`\\]|\$\(/.test(file)) return [];
  return [
    {
      title: `Compare the checksum of ${file} ...`,
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const checksum = await ask({ prompt: `SHA-256 of ${file}`, placeholder: 'checksum' });
        return checksum === null ? null : [{ span: at(command.span.end), text: ` && echo "${checksum}  ${file}" | sha256sum -c -` }];
      },
    },
  ];
}
