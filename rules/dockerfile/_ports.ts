import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { memo } from '../../core/facts/memo.js';
import type { Span } from '../../core/text.js';

/** One token of an EXPOSE. */
export interface ExposedPort {
  /** As written, variables replaced. */
  readonly text: string;
  readonly span: Span;
  /** First and last port of a range, else the same twice. */
  readonly first: number;
  readonly last: number;
  readonly protocol: string;
}

/** The ports of an EXPOSE: `80`, `80/udp`, `8000-8010`; of `80:80` the container's. Tokens that cannot be known are left out. */
export const exposedPorts = memo((instruction: Instruction): readonly ExposedPort[] => {
  if (instruction.keyword !== 'EXPOSE') return [];
  const ports: ExposedPort[] = [];
  for (const word of instruction.words) {
    const text = instruction.expand(word).value;
    const match = text === undefined ? null : PORT.exec(text);
    if (!text || !match) continue;
    const first = Number(match[1]);
    ports.push({ text, span: word.span, first, last: Number(match[2] ?? first), protocol: match[3]?.toLowerCase() ?? 'tcp' });
  }
  return ports;
});

const PORT = /^(?:.*:)?(\d{1,5})(?:-(\d{1,5}))?(?:\/(\w+))?$/;
