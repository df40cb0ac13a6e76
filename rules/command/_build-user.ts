import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { userOf } from '../../core/facts/image-user.js';
import type { ImageFacts } from '../../core/judge/rule.js';

/** Who runs a step of a build. */
export interface BuildUser {
  /** Without the group; `undefined` when it is not known. */
  readonly name: string | undefined;
  /** The `USER` that says so; without it, the base image does. */
  readonly instruction: Instruction | undefined;
}

/** Who is in force at an instruction. */
export function userAt({ stage, span }: Instruction, images: ImageFacts): BuildUser {
  for (let each: Stage | undefined = stage; each; each = each.parent) {
    const before = each.own('USER').findLast(user => each !== stage || user.span.start < span.start);
    if (before) return { name: before.words[0] && before.expand(before.words[0]).value?.split(':', 1)[0], instruction: before };
  }
  const base = stage?.root?.reference;
  const known = base && userOf(base, images);
  return { name: stage?.chain.at(-1)?.scratch || known?.root ? 'root' : known?.user, instruction: undefined };
}

/** Whether a name or number is root's. */
export const isRootName = (name: string): boolean => /^(?:root|0+)$/i.test(name);
