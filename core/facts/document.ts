import { type ComposeDocument, parseCompose, summarizeCompose } from './documents/compose.js';
import { DaemonDocument } from './documents/daemon.js';
import { type DockerfileDocument, parseDockerfile } from './documents/dockerfile.js';
import { type KubernetesDocument, parseKubernetes, summarizeKubernetes } from './documents/kubernetes.js';
import type { FileKind } from './fact.js';
import { isPinnedTag } from './image-reference.js';
import type { FileSummary } from './workspace.js';

/** A file of one of the dialects, read. */
export type Document = DockerfileDocument | ComposeDocument | KubernetesDocument | DaemonDocument;

/**
 * Reads a file. Never throws: what cannot be read is in `problems`.
 * @param previous an earlier reading of the same file: what has not changed is not parsed again.
 */
export function parse(kind: FileKind, path: string, text: string, previous?: Document): Document {
  switch (kind) {
    case 'dockerfile':
      return parseDockerfile(path, text);
    case 'compose':
      return parseCompose(path, text, previous?.kind === 'compose' ? previous : undefined);
    case 'kubernetes':
      return parseKubernetes(path, text, previous?.kind === 'kubernetes' ? previous : undefined);
    case 'daemon':
      return new DaemonDocument(path, text, previous?.kind === 'daemon' ? previous : undefined);
  }
}

/** What other files need to know of it. */
export function summarize(document: Document): FileSummary {
  switch (document.kind) {
    case 'compose':
      return summarizeCompose(document);
    case 'kubernetes':
      return summarizeKubernetes(document);
    case 'dockerfile':
      return { ...none(document), pins: document.images.map(({ text }) => text).filter(isPinnedTag) };
    case 'daemon':
      return none(document);
  }
}

const none = ({ path, kind }: Document): FileSummary => ({ path, kind, objects: [], services: [], pins: [] });
