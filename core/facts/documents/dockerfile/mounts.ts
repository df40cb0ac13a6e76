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
  const whole = unquoted(flag.value!);
  let at = flag.valueSpan!.start + (flag.value!.length - whole.length) / 2;
  for (const part of whole.split(',')) {
    const text = unquoted(part);
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
    const raw = equals < 0 ? undefined : text.slice(equals + 1);
    const value = raw === undefined ? 'true' : unquoted(raw);
    // Closing quotes stand behind what they close, of the whole part, of its value, or of both.
    const quotes = (part.length - text.length + (raw === undefined ? 0 : raw.length - value.length)) / 2;
    options.set(name, { value, span: { start: at + (part.length - text.length) / 2, end: at + part.length - quotes } });
    at += part.length + 1;
  }
  const of = (...names: readonly string[]) => names.map(name => options.get(name)?.value).find(value => value !== undefined);
  const type = of('type')?.toLowerCase() ?? 'bind';
  const written = of('target', 'dst', 'destination');
  const env = of('env');
  const id = (type === 'secret' ? of('source', 'src', 'id') : of('id')) ?? (type === 'secret' ? written?.split('/').at(-1) : undefined);
  const target =
    written ??
    (type === 'secret' && env === undefined && id !== undefined ? `/run/secrets/${id.slice(id.lastIndexOf('/') + 1)}` : undefined);
  return { flag, type, id, target, env, options };
}

const unquoted = (text: string): string => /^(["'])((?:(?!\1).)*)\1$/.exec(text)?.[2] ?? text;
