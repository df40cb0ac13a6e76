import type { Stage } from '../../core/facts/documents/dockerfile.js';
import { downloadOf, isLoopback, verifies } from '../../core/facts/shell/tools/downloads.js';
import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import type { Command } from '../../core/facts/views/command.js';
import { defineRule, type Finding, type Fix, NOTHING } from '../../core/judge/rule.js';
import { addedScripts } from './_added-scripts.js';
import { checkedFirst, comparedEdits, pipeEdits, substitutionEdits } from './_download-first.js';
import { codeOf, type FetchedRun, fetchedRunOf, isInterpreter } from './_fetched-run.js';

/** `iex ((New-Object ...).DownloadString('...'))` and `iwr ... | iex`: no shell that is read here. */
const POWERSHELL =
  /\b(?:iex|Invoke-Expression)\b[^;|]{0,200}\b(?:DownloadString|iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b[^;|]{0,400}|\b(?:DownloadString|iwr|irm|curl|wget|Invoke-WebRequest|Invoke-RestMethod)\b[^;|]{0,400}\|\s*(?:iex|Invoke-Expression)\b/i;

const DOWNLOADS: readonly string[] = ['curl', 'wget', 'fetch', 'aria2c', 'http', 'https', 'axel', 'urlopen', 'iex', 'Invoke-Expression'];

export default defineRule({
  meta: {
    id: 'no-curl-pipe-shell',
    title: 'A script from the network is run unseen',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'owasp-docker': ['RULE #9', 'RULE #13'],
      'cis-docker-1.6': ['4.12'],
      'nist-800-190': ['4.1.3', '4.1.5'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_12'],
    },
    why: 'Whoever controls that server, or its name, decides what runs here as root; the script can be another one for every caller. Nothing notices when it changes.',
    remedy:
      'Download it to a file, compare its checksum, then run it; or `ADD --checksum=sha256:...` it. Better still, install the package.',
    exceptions: 'Scripts of your own organisation that you accept to trust unseen.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «curl -fsSL https://example.com/install | sudo -E bash -s -- --yes» && make\n',
        fixed:
          'FROM debian:12\nRUN curl -fsSL https://example.com/install -o /tmp/install.sh && echo "checksum  /tmp/install.sh" | sha256sum -c - && sudo -E bash /tmp/install.sh --yes && make\n',
        message: 'bash runs whatever example.com sends, unseen and unchecked.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «wget -qO- https://example.com/install | sh»\n',
        fixed:
          'FROM debian:12\nRUN wget -qO /tmp/install.sh https://example.com/install && echo "checksum  /tmp/install.sh" | sha256sum -c - && sh /tmp/install.sh\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «bash <(curl -s https://example.com/a)» && «sh -c "$(wget -qO- https://example.com/b)"»\nRUN curl -o get.py https://example.com/get.py && «python3 get.py»\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «CI=1 sudo bash -c "$(curl -fsSL https://example.com/a)" "" --yes» && make\n',
        fixed:
          'FROM debian:12\nRUN curl -fsSL https://example.com/a -o /tmp/install.sh && echo "checksum  /tmp/install.sh" | sha256sum -c - && CI=1 sudo bash /tmp/install.sh --yes && make\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «bash <(wget -qO- https://example.com/a) --yes»\n',
        fixed:
          'FROM debian:12\nRUN wget -qO /tmp/install.sh https://example.com/a && echo "checksum  /tmp/install.sh" | sha256sum -c - && bash /tmp/install.sh --yes\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «eval "$(curl https://example.com/a)"»\n',
        fixed:
          'FROM debian:12\nRUN curl https://example.com/a -o /tmp/install.sh && echo "checksum  /tmp/install.sh" | sha256sum -c - && . /tmp/install.sh\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nWORKDIR /tmp\nADD https://example.com/a.sh https://example.com/b ./\nRUN «sh -e a.sh» && chmod +x b && «./b --yes»\n',
        message: 'sh runs whatever example.com sends, unseen and unchecked.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nADD --checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef https://example.com/a.sh /a.sh\nADD https://example.com/b.sh /tmp/\nRUN sh /a.sh && echo "00  /tmp/b.sh" | sha256sum -c - && sh /tmp/b.sh\nRUN sh /b.sh\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN wget -P /tmp https://example.com/a.sh && «sh /tmp/a.sh»\nRUN curl -o b.sh https://example.com/b.sh; «sh b.sh»\n',
        fixed:
          'FROM debian:12\nRUN wget -P /tmp https://example.com/a.sh && echo "checksum  /tmp/a.sh" | sha256sum -c - && sh /tmp/a.sh\nRUN curl -o b.sh https://example.com/b.sh; sh b.sh\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN powershell -Command "«iex ((New-Object Net.WebClient).DownloadString(\'https://example.com/a.ps1\'))"»\nSHELL ["powershell"]\nRUN $x = 1; «iwr -useb https://example.com/a.ps1 | iex»; Get-Date\n',
        message: 'PowerShell runs whatever example.com sends, unseen and unchecked.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN «python3 -c "from urllib.request import urlopen; exec(urlopen(\'https://example.com/a.py\').read())"» && make\n',
        message: 'python3 runs whatever example.com sends, unseen and unchecked.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM python:3.13\nRUN python3 -c "from urllib.request import urlopen; print(urlopen(\'https://example.com/a\').read())"\nRUN pwsh -c "iwr https://example.com/a.zip -OutFile a.zip; iex ./a.ps1"\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN curl https://example.com/key | gpg --dearmor > k && curl https://example.com/a | python3 -c "import json" && echo "curl x | sh"\nRUN curl -fsSLo i.sh https://example.com/i.sh && echo "00  i.sh" | sha256sum -c - && sh i.sh\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      image: example/a:1.4\n      command: ["sh", "-c", "«curl -s https://example.com/a | sh»"]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      image: example/a:1.4\n      command: ["sh", "-c", "apt-get update && «apt-get install -y jq» && run"]\n',
        message: 'a installs whatever apt-get finds, anew at each start.',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      image: example/a:1.4\n      command: ["sh", "-c", "install -d /data && npm run build && pip list"]\n',
      },
    ],
  },
  mentions: {
    dockerfile: DOWNLOADS,
    kubernetes: [...DOWNLOADS, 'install', 'apk'],
  },
  checks: {
    instruction({ keyword, text, span, place }) {
      if (keyword !== 'RUN') return NOTHING;
      const source = text.slice(span.start, span.end);
      // Most texts lack the word that it all turns on.
      const match = /\b(?:iex|invoke-expression)\b/i.test(source) ? POWERSHELL.exec(source) : null;
      const host = hostOf(match?.[0]);
      if (!match || !host) return NOTHING;
      const start = span.start + match.index;
      return [
        {
          at: { span: { start, end: start + match[0].length }, place: `${place}/iex` },
          message: `PowerShell runs whatever ${host} sends, unseen and unchecked.`,
        },
      ];
    },
    *stage(stage: Stage): Iterable<Finding> {
      for (const { url, add, command } of addedScripts(stage, isInterpreter)) {
        if (!hostOf(url) || command.script.some(verifies)) continue;
        yield {
          at: { span: command.shell.span, place: command.place },
          message: `${command.shell.name} runs whatever ${hostOf(url)} sends, unseen and unchecked.`,
          severity: 'medium',
          related: [{ at: add, message: 'ADD fetches it here, without a checksum.' }],
        };
      }
    },
    /** What a pod installs whenever it starts is no more checked than a script. */
    *container({ name, dialect, commands }) {
      const first = dialect === 'kubernetes' ? commands.find(({ shell }) => installsFromOutside(shell)) : undefined;
      if (!first) return;
      yield {
        at: first,
        message: `${name} installs whatever ${first.shell.name} finds, anew at each start.`,
        severity: 'low',
      };
    },
    command({ shell, script, place, phase }: Command): readonly Finding[] {
      const found = fetchedRunOf(shell, script);
      if (!found) {
        const host = hostOf(fetchedByCode(shell));
        if (!host) return NOTHING;
        return [{ at: { span: shell.span, place }, message: `${shell.name} runs whatever ${host} sends, unseen and unchecked.` }];
      }
      const { source, interpreter, span } = found;
      const [address] = downloadOf(source)?.addresses ?? [];
      if (address && isLoopback(address.url)) return NOTHING;
      const host = /^[a-z]+:\/\/([\w.-]+)/i.exec(address?.url ?? '')?.[1] ?? 'the server';
      return [
        {
          at: { span, place },
          message: `${interpreter.name} runs whatever ${host} sends, unseen and unchecked.`,
          ...(found.kind === 'file' && phase === 'build' ? { severity: 'medium' as const } : {}),
          fixes: () => (phase === 'build' ? fixesFor(found, script) : []),
        },
      ];
    },
  },
});

/** Whether a command installs packages of the system, of Python or of Node.js. */
function installsFromOutside(shell: ShellCommand): boolean {
  const found = packageCommand(shell);
  // With a lock file or hashes it is checked what comes.
  if (found?.does !== 'install' || found.options.subcommand === 'ci' || found.options.of('--require-hashes').length > 0) return false;
  return ['apt', 'apk', 'dnf', 'zypper', 'pip', 'npm'].includes(found.manager);
}

/** The host of the first address; `the server` where a variable holds it, nothing where it is this machine. */
function hostOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = /[a-z]+:\/\/[^\s'")]+/i.exec(text)?.[0];
  if (url && isLoopback(url)) return undefined;
  return /^[a-z]+:\/\/([\w.-]+)/i.exec(url ?? '')?.[1] ?? 'the server';
}

/** `python -c "exec(urlopen(...).read())"`: its code. */
function fetchedByCode(command: ShellCommand): string | undefined {
  const code = isInterpreter(command) ? codeOf(command) : undefined;
  const text = code?.value ?? code?.text ?? '';
  return /\bexec\s*\([\s\S]{0,200}\burlopen\s*\(/.test(text) ? text : undefined;
}

/** Only a plain `curl URL | sh arguments` can be taken apart by text. */
function fixesFor({ kind, source, interpreter }: FetchedRun, script: readonly ShellCommand[]): readonly Fix[] {
  if (kind === 'substitution') return checkedFirst(checksum => substitutionEdits(source, interpreter, script, checksum));
  if (kind === 'file') return checkedFirst(checksum => comparedEdits(source, interpreter, script, checksum));
  const before = script[script.indexOf(source) - 1];
  if (source.pipeline.length !== 2 || source.within || before?.next === '||' || source.redirects.length + interpreter.redirects.length > 0)
    return [];
  return checkedFirst(checksum => pipeEdits(source, interpreter, checksum));
}
