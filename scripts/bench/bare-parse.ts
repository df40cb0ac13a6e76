import { DockerfileParser } from 'dockerfile-ast';
import { LineCounter, parseAllDocuments } from 'yaml';
import type { FileKind } from '../../core/index.js';

/** What any tool on these parsers pays at least: a parse with positions, and nothing else. */
export function bareParse(kind: FileKind, text: string): unknown {
  if (kind === 'dockerfile') return DockerfileParser.parse(text).getInstructions().length;
  return parseAllDocuments(text, { uniqueKeys: false, lineCounter: new LineCounter(), prettyErrors: false, logLevel: 'silent' });
}
