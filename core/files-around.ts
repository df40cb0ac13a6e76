import type { Document } from './facts/document.js';
import type { ComposeCall, FileSummary, Workspace } from './facts/workspace.js';

/** The files around one of them. A class, as an object that is written with a getter gets a type of its own each time it is made. */
export class FilesAround implements Workspace {
  readonly path: string;
  readonly complete: boolean;
  readonly compose: ComposeCall;
  readonly text: (path: string) => string | undefined;
  readonly document: (path: string) => Document | undefined;
  private readonly summarize: () => Iterable<FileSummary>;

  /** @param summarize is called when somebody asks: most rules never do. */
  constructor(known: Omit<Workspace, 'summaries'>, summarize: () => Iterable<FileSummary>) {
    this.path = known.path;
    this.complete = known.complete;
    this.compose = known.compose;
    this.text = known.text;
    this.document = known.document;
    this.summarize = summarize;
  }

  get summaries(): Iterable<FileSummary> {
    return this.summarize();
  }
}
