import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import { defineRule } from '../../core/judge/rule.js';
import type { Span } from '../../core/text.js';
import { switchedOff, TELLING } from './_switched-off.js';

/** They serve variants of public packages under the names that the public index has: nobody can take them over. */
const OFFICIAL = /^https:\/\/(?:download\.pytorch\.org|pypi\.nvidia\.com|developer\.download\.nvidia\.com|pypi\.org|data\.pyg\.org)\//;
const CHECK = switchedOff('extraIndex', () => 'Two indexes offer packages: a public namesake with a higher version wins.');

/** Whether uv keeps to the first index that has a package at all, as it does unless it is told otherwise. */
function takesFirst(instruction: Instruction, { start, end }: Span): boolean {
  const command = instruction.commands.find(({ shell }) => shell.span.start <= start && end <= shell.span.end)?.shell;
  const isUv = command
    ? command.name === 'uv'
    : instruction.pairs.some(({ name, span }) => name === 'UV_EXTRA_INDEX_URL' && span.start === start);
  if (!isUv) return false;
  const set = instruction.stage?.all('ENV').flatMap(({ pairs }) => pairs) ?? [];
  const option = command && toolOptions(command)!.values('--index-strategy').at(-1);
  const strategy = option?.text ?? set.findLast(({ name }) => name === 'UV_INDEX_STRATEGY')?.value?.text;
  return strategy === undefined || /^["']?first-index["']?$/.test(strategy);
}

export default defineRule({
  meta: {
    id: 'no-extra-index-url',
    title: 'Packages may come from either of two indexes',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'nist-800-53': ['SR-3', 'SR-11', 'SI-7', 'CM-14'],
      'cis-docker-1.6': ['4.11'],
      'nist-800-190': ['4.1.3'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_11'],
    },
    why: 'With two indexes pip takes the highest version that either offers. Whoever registers the name of a private package on the public index, with a high number, runs code in this build.',
    remedy: 'Use one `--index-url` that serves both (a proxy), or pin every package with `--require-hashes`.',
    exceptions:
      'Indexes of builds for one kind of hardware, such as those of PyTorch, are not reported; nor is an install with `--require-hashes`.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN pip install «--extra-index-url https://pypi.example.com/simple» internal-tool==1.2\n',
        message: 'Two indexes offer packages: a public namesake with a higher version wins.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nENV «PIP_EXTRA_INDEX_URL=https://pypi.example.com/simple»\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM ruby:3.4\nRUN «gem install internal-tool:1.2 --source https://gems.example.com --source https://rubygems.org»\n',
        message: 'Two sources offer gems: a public namesake with a higher version wins.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN uv pip install «--extra-index-url https://pypi.example.com/simple» internal-tool==1.2\n',
        message: 'Two indexes offer packages: the first that has a name serves it.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nRUN uv pip install --index-strategy unsafe-best-match «--extra-index-url https://pypi.example.com/simple» internal-tool==1.2\n',
        message: 'Two indexes offer packages: a public namesake with a higher version wins.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM python:3.13\nRUN pip install --index-url https://pypi.example.com/simple internal-tool==1.2\nRUN pip install torch==2.5.0 --extra-index-url https://download.pytorch.org/whl/cpu\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['index-url', 'gem --source', 'gem -s'],
  checks: {
    *instruction(instruction) {
      const official = (text: string) =>
        [...text.matchAll(/https?:\/\/\S+/g)].every(([url]) => OFFICIAL.test(`${url}/`)) && text.includes('://');
      const hashed = instruction.keyword === 'RUN' && instruction.logical.includes('--require-hashes');
      if (hashed) return;
      for (const finding of CHECK(instruction)) {
        const { start, end } = finding.at.span;
        if (official(instruction.text.slice(start, end).replace(/["']/g, ''))) continue;
        const isOrdered = takesFirst(instruction, { start, end });
        const message = 'Two indexes offer packages: the first that has a name serves it.';
        yield { ...finding, fixes: [], ...(isOrdered ? { message, severity: 'info' as const } : {}) };
      }
      for (const { shell, place, span } of instruction.commands) {
        const options = shell.name === 'gem' ? toolOptions(shell) : undefined;
        if (options?.subcommand !== 'install' || options.values('--source').length < 2) continue;
        yield { at: { span, place }, message: 'Two sources offer gems: a public namesake with a higher version wins.' };
      }
    },
  },
});
