import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import type { Span } from '../../core/text.js';

/** Whether a Dockerfile says something in another place than this one; comments do not count. */
export function isSaidElsewhere({ text }: Instruction, { start, end }: Span, pattern: RegExp): boolean {
  return pattern.test(`${text.slice(0, start)}${text.slice(end)}`.replace(/^[ \t]*#.*$/gm, ''));
}
