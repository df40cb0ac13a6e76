import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import {
  complianceOf,
  type Framework,
  formatGitlab,
  formatJson,
  formatJunit,
  formatMarkdown,
  formatSarif,
  formatText,
  type Report,
  type Rule,
  reportHtml,
  type TextStyle,
} from '../core/index.js';
import { reasonOf } from '../server/src/node/walk.js';
import { type Io, UsageError, usesColour } from './io.js';
import type { Args } from './main.js';
import { type Format, formats } from './usage.js';

/** One way in which a report is delivered. */
export interface Output {
  readonly format: Format;
  /** `undefined`: printed. */
  readonly file: string | undefined;
}

const EXTENSIONS: Readonly<Record<string, Format>> = {
  '.json': 'json',
  '.sarif': 'sarif',
  '.xml': 'junit',
  '.md': 'markdown',
  '.html': 'html',
  '.htm': 'html',
};

/**
 * What `--format` and `--output` ask for together, in the order in which they were given. An `--output` belongs to the `--format` before
 * it; one without goes by its extension, else it is text. A single pair may stand in either order. One format may be printed.
 */
export function outputsOf({ given }: Pick<Args, 'given'>): readonly Output[] {
  const asked = given.filter(({ name }) => name === 'format' || name === 'output');
  if (asked.length === 2 && asked[0]!.name === 'output' && asked[1]!.name === 'format') asked.reverse();
  const outputs: Output[] = [];
  let pending: Format | undefined;
  const print = () => {
    if (pending) outputs.push({ format: pending, file: undefined });
    pending = undefined;
  };
  for (const { name, value } of asked) {
    if (name === 'format') {
      print();
      pending = value as Format;
    } else {
      outputs.push({ format: pending ?? EXTENSIONS[path.extname(value).toLowerCase()] ?? 'text', file: value });
      pending = undefined;
    }
  }
  print();
  const printed = outputs.filter(({ file }) => file === undefined);
  if (printed.length > 1)
    throw new UsageError(
      `only one format can be printed, not ${printed.map(({ format }) => format).join(' and ')}: give each an --output FILE.`,
    );
  return outputs.length > 0 ? outputs : [{ format: 'text', file: undefined }];
}

export interface Delivery {
  readonly rules: readonly Rule[];
  /** Text of a reported file, for excerpts. */
  textOf(path: string): string | undefined;
  readonly quiet: boolean;
  /** Frameworks that the configuration or the command line asks for. */
  readonly frameworks: readonly Framework[];
}

/** Prints and writes a report as it was asked for. */
export function deliver(report: Report, outputs: readonly Output[], io: Io, delivery: Delivery): void {
  for (const { format, file } of outputs) {
    const text = formatted(format, report, delivery, file === undefined ? io : undefined);
    if (file === undefined) io.stdout.write(text);
    else {
      try {
        writeFileSync(path.resolve(io.cwd, file), text);
      } catch (error) {
        throw new UsageError(`the report could not be written to ${file}: ${reasonOf(error)}.`);
      }
    }
  }
}

/** @param io where it is printed, if it is. */
function formatted(format: Format, report: Report, { rules, textOf, quiet, frameworks }: Delivery, io: Io | undefined): string {
  switch (format) {
    case 'json':
      return formatJson(report);
    case 'sarif':
      return formatSarif(report, rules);
    case 'junit':
      return formatJunit(report);
    case 'gitlab':
      return formatGitlab(report);
    case 'markdown':
      return formatMarkdown(report);
    case 'html':
      return reportHtml(report, { compliance: complianceOf(report, rules, frameworks) });
    case 'text':
      return formatText(report, {
        textOf,
        quiet,
        ...(io && usesColour(io, io.stdout) ? { style: colour } : {}),
        ...(io?.stdout.columns ? { columns: io.stdout.columns } : {}),
      });
  }
}

const COLOURS: Readonly<Record<TextStyle, Parameters<typeof styleText>[0]>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'gray',
  heading: 'bold',
  quiet: 'gray',
};

/** Whether to colour at all was decided before, by the stream that is written to. */
const colour = (style: TextStyle, text: string): string => styleText(COLOURS[style], text, { validateStream: false });

/** Every format that some output asks for is one of these. */
export const isFormat = (text: string): text is Format => (formats as readonly string[]).includes(text);
