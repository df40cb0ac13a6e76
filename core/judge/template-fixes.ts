import type { Document } from '../facts/document.js';
import { HOLE } from '../facts/documents/kubernetes/template.js';
import type { TextEdit } from '../text.js';
import type { Fix, Services } from './rule.js';

/**
 * Fixes as far as they can be made in a template: none that takes an action with it (its `end` would stay behind), writes what only
 * stands for one, or adds lines, which may come to stand inside a condition. Other documents keep theirs.
 */
export function templateFixes(fixes: readonly Fix[], document: Document): readonly Fix[] {
  if (document.kind !== 'kubernetes') return fixes;
  const { text, yaml } = document;
  // ytt's actions are comments, and stay.
  if (text === yaml.text && !text.includes('#@')) return fixes;
  const isPossible = ({ span: { start, end }, text: written, path }: TextEdit): boolean =>
    path === undefined &&
    !written.includes('\n') &&
    !written.includes(HOLE) &&
    text.slice(start, end) === yaml.text.slice(start, end) &&
    !text.slice(start, end).includes('#@');
  const checked = (edits: readonly TextEdit[] | null): readonly TextEdit[] | null => (edits?.every(isPossible) ? edits : null);
  return fixes
    .map((fix): Fix => {
      const edits: Fix['edits'] = services => {
        const made = fix.edits(services);
        // What is made at once stays so: only that is mended together with others.
        return made instanceof Promise ? made.then(checked) : checked(made);
      };
      return { ...fix, edits };
    })
    .filter((_, index) => {
      const fix = fixes[index]!;
      // What needs an answer is looked at when there is one.
      const edits = fix.needs ? undefined : fix.edits(NOBODY);
      return edits === undefined || edits instanceof Promise || checked(edits) !== null;
    });
}

/** Fixes that need nothing ask nobody. */
const NOBODY: Services = { registry: { digest: () => Promise.reject(new Error('Nobody is asked.')) }, ask: () => null };
