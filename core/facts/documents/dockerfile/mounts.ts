import type { Span } from '../../../text.js';
import type { Flag, Instruction } from '../dockerfile.js';

/** `--mount` of a RUN. */
export interface BuildMount {
  readonly flag: Flag;
  /** `bind` when none is written. */
  readonly type: string;
  readonly id: string | undefined;
  /** Where it is in the file system. A secret without one is at `/run/secrets/<id>`; `undefined` for one that is a variable only. */
  readonly target: string | undefined;
  /** The variable that holds a secret. */
  readonly env: string | undefined;
  /** Every `key=value`; a bare key has the value `true`. */
  readonly options: ReadonlyMap<string, { readonly value: string; readonly span: Span }>;
}

/** The mounts of a RUN, in order. Source: Dockerfile reference, "RUN --mount". */
export function mountsOf(instruction: Instruction): readonly BuildMount[] {
  if (instruction.keyword !== 'RUN') return [];
  return instruction.flags.filter(({ name, value }) => name === 'mount' && value !== undefined).map(readMount);
}

function readMount(flag: Flag): BuildMount {
  const options = new Map<string, { value: string; span: Span }>();
  let at = flag.valueSpan!.start;
  for (const part of flag.value!.split(',')) {
    const text = part.replace(/^["']|["']$/g, '');
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
    const quotes = { before: /^["']/.test(part) ? 1 : 0, behind: /["']$/.test(part) ? 1 : 0 };
    const span = { start: at + quotes.before, end: at + part.length - quotes.behind };
    options.set(name, { value: equals < 0 ? 'true' : text.slice(equals + 1), span });
    at += part.length + 1;
  }
  const of = (...names: readonly string[]) => names.map(name => options.get(name)?.value).find(value => value !== undefined);
  const type = of('type') ?? 'bind';
  const written = of('target', 'dst', 'destination');
  const env = of('env');
  const id = (type === 'secret' ? of('source', 'src', 'id') : of('id')) ?? (type === 'secret' ? written?.split('/').at(-1) : undefined);
  const target =
    written ??
    (type === 'secret' && env === undefined && id !== undefined ? `/run/secrets/${id.slice(id.lastIndexOf('/') + 1)}` : undefined);
  return { flag, type, id, target, env, options };
}
