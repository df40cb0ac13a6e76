import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  CreateFile,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range,
  type SnippetTextEdit,
  TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import {
  type Analysis,
  byPlace,
  type ConfigFile,
  type FileScore,
  LineIndex,
  type Problem,
  type RuleFinding,
  type Score,
  type Severity,
  type Span,
  type TextEdit,
} from '../../core/index.js';
import type { Client } from './client.js';
import type { Files, Place } from './files.js';
import { pageOf } from './links.js';
import type { Counts, ProtocolScore, UnitScore } from './protocol.js';
import { type Group, groupMessage } from './shown.js';

export const SOURCE = 'seaworthy';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  critical: DiagnosticSeverity.Error,
  high: DiagnosticSeverity.Error,
  medium: DiagnosticSeverity.Warning,
  low: DiagnosticSeverity.Information,
  info: DiagnosticSeverity.Hint,
};

export const rangeOf = (lines: LineIndex, { start, end }: Span): Range => ({
  start: positionOf(lines, start),
  end: positionOf(lines, end),
});

/** LSP counts lines and characters from 0. */
function positionOf(lines: LineIndex, offset: number): Range['start'] {
  const { line, column } = lines.position(offset);
  return { line: line - 1, character: column - 1 };
}

export const spanOf = (lines: LineIndex, { start, end }: Range): Span => ({
  start: lines.offset(start.line, start.character),
  end: lines.offset(end.line, end.character),
});

/** What a diagnostic carries to name its finding. */
export interface DiagnosticData {
  readonly rule: string;
  readonly fingerprint: string;
  /** Of a group: what it is made of. */
  readonly parts?: readonly { readonly rule: string; readonly fingerprint: string }[];
}

const dataOf = ({ rule, fingerprint }: RuleFinding): DiagnosticData => ({ rule: rule.meta.id, fingerprint });

function diagnostic(
  range: Range,
  severity: Severity,
  message: string,
  data: DiagnosticData,
  related: DiagnosticRelatedInformation[],
  page?: string,
): Diagnostic {
  return {
    range,
    severity: SEVERITIES[severity],
    source: SOURCE,
    code: data.rule,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    message,
    data,
    ...(related.length > 0 ? { relatedInformation: related } : {}),
  };
}

export function diagnosticOf(
  finding: RuleFinding,
  { analysis, ...place }: Place & { readonly analysis: Analysis },
  files: Files,
  client: Client,
): Diagnostic {
  const related = (client.relatedInformation ? finding.related : []).flatMap(({ at, message, path }) => {
    const there = { folder: place.folder, path: path ?? place.path };
    const lines = path === undefined ? analysis.lines : files.linesOf(there);
    return lines ? [{ message, location: { uri: files.uriOf(there), range: rangeOf(lines, at.span) } }] : [];
  });
  const page = pageOf(finding.rule.meta.id, client);
  return diagnostic(rangeOf(analysis.lines, finding.span), finding.severity, finding.message, dataOf(finding), related, page);
}

/** One diagnostic on the unit's name; its parts are listed as related places, or as lines of the message. */
export function groupDiagnosticOf(
  group: Group,
  { analysis, ...place }: Place & { readonly analysis: Analysis },
  files: Files,
  client: Client,
): Diagnostic {
  const uri = files.uriOf(place);
  const parts = group.findings.map(finding => ({
    message: finding.message,
    location: { uri, range: rangeOf(analysis.lines, finding.span) },
  }));
  const message = client.relatedInformation
    ? groupMessage(group)
    : [groupMessage(group), ...parts.map(part => `- ${part.message.split('\n')[0]}`)].join('\n');
  return diagnostic(
    rangeOf(analysis.lines, group.unit.span),
    group.severity,
    message,
    { rule: 'missing-hardening', fingerprint: `missing-hardening:${place.path}:${group.unit.place}`, parts: group.findings.map(dataOf) },
    client.relatedInformation ? parts : [],
  );
}

export const problemDiagnosticOf = (lines: LineIndex, { span, message, severity, code }: Problem): Diagnostic => ({
  range: rangeOf(lines, span),
  ...(code ? { code } : {}),
  ...(code === 'unused-suppression' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Information,
  source: SOURCE,
  message,
});

export const configDiagnosticsOf = ({ lines, problems }: ConfigFile): Diagnostic[] =>
  problems.map(problem => problemDiagnosticOf(lines, problem));

export const scoreOf = (score: Score | null): ProtocolScore | null => score && { value: score.value, grade: score.grade };

export const unitScoresOf = (score: FileScore | null, lines: LineIndex): readonly UnitScore[] =>
  (score?.units ?? []).map(({ unit: { kind, name, place, span }, value, grade }) => ({
    kind,
    name,
    place,
    value,
    grade,
    range: rangeOf(lines, span),
  }));

export function countsOf(findings: readonly RuleFinding[]): Counts {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** Edits that are made, or left out, together. */
export interface Part {
  readonly title: string;
  readonly safety: 'safe' | 'review';
  /** What nothing visible shows: the part asks to be confirmed then. */
  readonly assumes?: string | undefined;
  readonly edits: readonly TextEdit[];
}

/** An edit with what says it in the protocol. */
interface Written {
  readonly edit: TextEdit;
  readonly written: AnnotatedTextEdit | SnippetTextEdit;
}

/**
 * The parts as one edit of the workspace; those that assume something ask to be confirmed where the client can. Paths of edits are those
 * of `place`'s folder.
 * @param placeholders texts that the user has to replace.
 * @returns `null` when the client cannot make it, as when it cannot create files, or a file that was to be new is there.
 */
export async function workspaceEditOf(
  parts: readonly Part[],
  place: Place,
  files: Files,
  client: Client,
  placeholders: readonly string[] = [],
): Promise<WorkspaceEdit | null> {
  const annotations: Record<string, ChangeAnnotation> = {};
  const creations: CreateFile[] = [];
  const changes = new Map<string, { readonly version: number | null; readonly edits: Written[] }>();
  const lineIndexes = new Map<string, LineIndex>();
  const fresh = new Set<string>();
  for (const [number, { title, safety, assumes, edits }] of parts.entries()) {
    const annotationId = client.annotations ? String(number) : undefined;
    if (annotationId) annotations[annotationId] = annotationOf(title, safety, assumes);
    const created = new Set<string>();
    for (const edit of edits) {
      const there = { folder: place.folder, path: edit.path ?? place.path };
      const uri = files.uriOf(there);
      let lines = lineIndexes.get(uri);
      const text = lines && !fresh.has(uri) ? '' : await files.textOf(there);
      // Every part that writes into a new file creates it: which of them the user takes is not known.
      if (text === undefined && !created.has(uri)) {
        if (!client.createsFiles) return null;
        created.add(uri);
        fresh.add(uri);
        creations.push({ ...CreateFile.create(uri, { ignoreIfExists: true }), ...(annotationId ? { annotationId } : {}) });
      }
      // The edit was made for an empty file, of which git keeps the engine from knowing better.
      if (text !== undefined && !lines && edit.path !== undefined && place.folder.engine.textOf(there.path) === undefined) return null;
      if (!lines) {
        lines = new LineIndex(text ?? '');
        lineIndexes.set(uri, lines);
        changes.set(uri, { version: files.versionOf(there), edits: [] });
      }
      changes.get(uri)!.edits.push({ edit, written: editOf(lines, edit, annotationId, placeholders) });
    }
  }
  // Of several insertions at one place the client keeps the order.
  const documentEdits = [...changes].map(([uri, { version, edits }]) => {
    const sorted = edits.sort((a, b) => byPlace(a.edit, b.edit)).map(({ written }) => written);
    return TextDocumentEdit.create({ uri, version }, sorted);
  });
  if (!client.documentChanges) {
    return {
      changes: Object.fromEntries(documentEdits.map(({ textDocument, edits }) => [textDocument.uri, edits as AnnotatedTextEdit[]])),
    };
  }
  return { documentChanges: [...creations, ...documentEdits], ...(client.annotations ? { changeAnnotations: annotations } : {}) };
}

const annotationOf = (title: string, safety: Part['safety'], assumes: string | undefined): ChangeAnnotation => ({
  label: title,
  needsConfirmation: assumes !== undefined,
  description:
    assumes === undefined ? (safety === 'safe' ? 'Safe' : 'Changes what the title says, and nothing else') : `Assumed: ${assumes}`,
});

function editOf(
  lines: LineIndex,
  { span, text }: TextEdit,
  annotationId: string | undefined,
  placeholders: readonly string[],
): AnnotatedTextEdit | SnippetTextEdit {
  const range = rangeOf(lines, span);
  const annotation = (annotationId ? { annotationId } : {}) as { annotationId: string };
  if (!placeholders.some(placeholder => text.includes(placeholder))) return { range, newText: text, ...annotation };
  return { range, snippet: { kind: 'snippet', value: snippetOf(text, placeholders) }, ...annotation };
}

/** Text as a snippet in which every placeholder is a tab stop. */
export function snippetOf(text: string, placeholders: readonly string[]): string {
  const escaped = (plain: string) => plain.replace(/[\\$}]/g, '\\$&');
  return placeholders.reduce(
    (snippet, placeholder, i) => snippet.replaceAll(escaped(placeholder), () => `\${${i + 1}:${escaped(placeholder)}}`),
    escaped(text),
  );
}
