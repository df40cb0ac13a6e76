import { type Address, addressIn, downloadOf, isDownloader, verifies } from '../../core/facts/shell/tools/downloads.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule, type Finding, type Fix } from '../../core/judge/rule.js';

/** A part of the path that names no release. `main` also names a part of Debian's archives, so it counts on code hosts only. */
const MOVING = /\/(releases\/latest\/download|latest|master|HEAD|nightly)(?=\/|$|\?)|[-_.](latest)(?=[-_.])/;
const BRANCH = /^https:\/\/(?:raw\.githubusercontent\.com|github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/.*?\/(main)(?=\/)/;
const ARCHIVE =
  /^https:\/\/(?:github|gitlab|codeberg)\.[a-z]+\/.*?\/archive\/(?:refs\/heads\/)?(main|master|HEAD|develop)(?=\.(?:zip|tar\.gz)$)/;
const VERSION = /\d+\.\d+|\d{6}|[0-9a-f]{40}|\$/;
/** What only chooses among the files of a release, by its variable's name or the command that tells it. */
const VARIANT = /\$\{?(?!\w*version)(?:\w*(?:arch|platform|machine)\w*|(?:\w*_)?os(?:_\w*)?)\}?(?!\w)|\$\((?:uname|arch|dpkg)\b/gi;

export default defineRule({
  meta: {
    id: 'pin-download-version',
    title: 'A download names no version',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    why: 'The address means another file from one day to the next. Two builds of one commit differ, a checksum cannot be written down, and a stolen release is taken at once.',
    remedy: 'Name a released version or a commit, and compare its checksum.',
    exceptions: 'Lookups of what the newest version is; nightly builds that are meant as such.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN curl -fsSLO «https://github.com/example/tool/releases/latest/download/tool.tgz»\n',
        fixed: 'FROM debian:12\nRUN curl -fsSLO https://github.com/example/tool/releases/download/version/tool.tgz\n',
        message: 'This address means another file with every release (latest).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nADD «https://raw.githubusercontent.com/example/tool/main/run.sh» /\nRUN wget "«https://example.com/tool-latest.zip»"\n',
        fixed:
          'FROM debian:12\nADD https://raw.githubusercontent.com/example/tool/version/run.sh /\nRUN wget "https://example.com/tool-latest.zip"\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN curl -fsSLO «https://github.com/example/tool/archive/refs/heads/main.tar.gz»\n',
        fixed: 'FROM debian:12\nRUN curl -fsSLO https://github.com/example/tool/archive/version.tar.gz\n',
        message: 'This address means another file with every release (main).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d «https://example.com/nightly/tool.tgz» /\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nARG TARGETARCH\nRUN wget -O - "«https://example.com/linux-${TARGETARCH}/latest»" | tar xj && wget https://example.com/${VERSION}/latest/x\n',
        fixed:
          'FROM debian:12\nARG TARGETARCH\nRUN wget -O - "https://example.com/linux-${TARGETARCH}/version" | tar xj && wget https://example.com/${VERSION}/latest/x\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN curl -O https://example.com/tools-linux-7583922_latest.zip\nRUN V=$(curl -sSI https://github.com/example/tool/releases/latest/download/ | grep -i location) && curl -w "%{redirect_url}" -o /dev/null https://example.com/latest\nRUN curl https://api.github.com/repos/example/tool/releases/latest && wget https://example.com/debian/pool/main/a.deb\nRUN curl -O https://example.com/latest/tool-1.4.2.tgz -O https://example.com/${V}/latest/a\n',
      },
    ],
  },
  keywords: ['ADD', 'RUN'],
  mentions: ['latest', 'master', 'main', 'HEAD', 'nightly'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      const { keyword, place } = instruction;
      if (keyword === 'ADD') {
        const checked = instruction.flag('checksum') !== undefined;
        for (const word of instruction.words.slice(0, -1)) yield* weighed(report(addressIn({ ...word, value: word.text }), place), checked);
      }
      if (keyword !== 'RUN') return;
      const checked = instruction.script.commands.some(verifies);
      for (const command of instruction.commands) {
        if (isLookup(command.shell)) continue;
        for (const address of downloadOf(command.shell)?.addresses ?? []) {
          yield* weighed(report(address, command.place), checked);
        }
      }
    },
  },
});

/** Asks where an address leads, and takes no file. */
const isLookup = (command: ShellCommand): boolean => {
  const options = isDownloader(command) ? toolOptions(command) : undefined;
  return options !== undefined && ['--head', '--write-out', '--spider'].some(name => options.has(name));
};

/** Of what is checked it is a build that breaks one day, and nothing more. */
function* weighed(findings: Iterable<Finding>, checked: boolean): Iterable<Finding> {
  for (const finding of findings) yield checked ? { ...finding, severity: 'info' } : finding;
}

function* report(address: Address | undefined, place: string): Iterable<Finding> {
  if (!address || VERSION.test(address.url.replace(VARIANT, '')) || /^https?:\/\/api\./.test(address.url)) return;
  const match = MOVING.exec(address.url) ?? BRANCH.exec(address.url) ?? ARCHIVE.exec(address.url);
  const part = match?.[1] ?? match?.[2];
  if (!match || !part) return;
  const name = part.startsWith('releases') ? 'latest' : part;
  yield {
    at: { span: address.span ?? address.word.span, place: `${place}/url` },
    message: `This address means another file with every release (${name}).`,
    fixes: fixesFor(address, part),
  };
}

function fixesFor({ url, span }: Address, part: string): readonly Fix[] {
  if (!span) return [];
  // A tag is named without the folder of branches.
  const [written, found] = url.includes(`/refs/heads/${part}`)
    ? [`refs/heads/${part}`, url.indexOf(`refs/heads/${part}`)]
    : [part, url.search(new RegExp(`(?<=[/_.-])${part}(?=[/?_.-]|$)`))];
  const start = span.start + found;
  return found < 0
    ? []
    : [
        {
          title: 'Name a version ...',
          safety: 'review',
          needs: 'input',
          async edits({ ask }) {
            const version = await ask({ prompt: 'Which released version (or commit) have you tested?', placeholder: 'version' });
            if (version === null) return null;
            return [
              {
                span: { start, end: start + written.length },
                text: part.startsWith('releases') ? `releases/download/${version}` : version,
              },
            ];
          },
        },
      ];
}
