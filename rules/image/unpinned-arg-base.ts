import type { DockerfileDocument } from '../../core/facts/documents/dockerfile.js';
import { parseImageReference } from '../../core/facts/image-reference.js';
import { askFor, defineRule, expecting } from '../../core/judge/rule.js';
import { at, lineEndOf, lineStart, type TextEdit } from '../../core/text.js';

/** Visible in FROM without a declaration. Source: Dockerfile reference, "Automatic platform ARGs in the global scope". */
const PREDEFINED = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/;

export default defineRule({
  meta: {
    id: 'unpinned-arg-base',
    title: 'Base image comes from a build argument without a default',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.2'],
      'nist-800-190': ['4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: { buildkit: ['UndefinedArgInFrom', 'InvalidDefaultArgInFrom'], sonar: ['S6579'], 'docker-bench': ['check_4_2'] },
    why: 'Whoever starts the build decides what the image is made of, and nothing in the file says what was meant. Without the argument the build fails, or takes another image than you think.',
    remedy: 'Give the ARG before the first FROM a default with a version, and a digest where you can.',
    exceptions: 'Files that are built by one pipeline only, which always names the base.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'ARG BASE\nFROM «${BASE}»\n',
        fixed: 'ARG BASE=default-of-BASE\nFROM ${BASE}\n',
        message: 'Whoever starts the build chooses the base: BASE has no default.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22 AS one\nARG TAG=3.22\nFROM «alpine:$TAG»\n',
        fixed: 'ARG TAG=default-of-TAG\nFROM alpine:3.22 AS one\nARG TAG=3.22\nFROM alpine:$TAG\n',
        message: 'TAG is not declared before the first FROM, so it is empty here.',
      },
      {
        file: 'Dockerfile',
        good: 'ARG VERSION=22\nARG BASE=node:${VERSION}\nFROM ${BASE} AS build_amd64\nFROM build_${TARGETARCH}\nFROM --platform=$BUILDPLATFORM alpine:${V:-3.22}\n',
      },
      { file: 'Dockerfile', good: 'ARG VARIANT\nFROM busybox:stable${VARIANT}\n' },
      { file: 'Dockerfile', good: 'ARG MODE\nFROM alpine:3.22 AS build-Fast\nFROM alpine:3.22 AS build-small\nFROM build-${MODE}\n' },
      { file: 'Dockerfile', bad: 'FROM --platform=«$BULIDPLATFORM» alpine:3.22\n' },
    ],
  },
  checks: {
    *dockerfile(document) {
      let declared: ReadonlyMap<string, string> | undefined;
      for (const { from, place } of document.stages) {
        const [image] = from.words;
        if (!image) continue;
        const platform = from.flag('platform');
        if (!image.text.includes('$') && !platform?.value?.includes('$')) continue;
        declared ??= declaredIn(document);
        const unknown = platform?.value && missingIn(platform.value, declared);
        if (platform?.valueSpan && unknown && !declared.has(unknown))
          yield {
            at: { span: platform.valueSpan, place: `${place}/FROM/platform` },
            message: `${unknown} is not declared before the first FROM, so it is empty here.`,
            severity: 'medium',
          };
        const missing = missingIn(image.text, declared);
        if (missing === undefined || (declared.has(missing) && (isWholeWithout(image.text) || choosesStage(image.text, document))))
          continue;
        yield {
          at: { span: image.span, place: `${place}/FROM` },
          message: declared.has(missing)
            ? `Whoever starts the build chooses the base: ${missing} has no default.`
            : `${missing} is not declared before the first FROM, so it is empty here.`,
          ...(declared.has(missing) ? {} : { severity: 'medium' as const }),
          // The image is known then, and can be judged.
          fixes: expecting(
            askFor({ set: value => defaultFor(document, missing, value) }, `Give ${missing} a default ...`, {
              prompt: `What is ${missing} when nobody says it? (${image.text})`,
              placeholder: `default-of-${missing}`,
            }),
            'pin-image-digest',
            'run-as-non-root',
          ),
        };
      }
    },
  },
});

/** The defaults of arguments before the first FROM; empty for those that have none. */
function declaredIn({ instructions, stages }: DockerfileDocument): ReadonlyMap<string, string> {
  const declared = new Map<string, string>();
  for (const instruction of instructions) {
    if (instruction === stages[0]?.from) break;
    if (instruction.keyword === 'ARG') for (const { name, value } of instruction.pairs) declared.set(name, value?.text ?? '');
  }
  return declared;
}

/** Writes the default where the variable is declared, else declares it before the first FROM. */
function defaultFor({ instructions, stages, text }: DockerfileDocument, name: string, value: string): readonly TextEdit[] | null {
  const first = stages[0]!.from;
  const pair = instructions
    .filter(({ keyword, span }) => keyword === 'ARG' && span.start < first.span.start)
    .flatMap(({ pairs }) => pairs)
    .findLast(one => one.name === name);
  if (!pair)
    return [
      {
        span: at(Math.max(lineStart(text, first.span.start), text.startsWith('\uFEFF') ? 1 : 0)),
        text: `ARG ${name}=${value}${lineEndOf(text)}`,
      },
    ];
  return [{ span: { start: pair.nameSpan.end, end: pair.span.end }, text: `=${value}` }];
}

/** Whether an image with a version is left when its variables are empty: they only choose a variant. */
function isWholeWithout(text: string): boolean {
  const reference = parseImageReference(text.replace(/\$(?:\{\w+\}|\w+)/g, '').replace(/^["']|["']$/g, ''));
  return reference?.tag !== undefined || reference?.digest !== undefined;
}

/** The first variable of a text that has no default, through the defaults of others. */
function missingIn(text: string, declared: ReadonlyMap<string, string>, depth = 0): string | undefined {
  if (depth > 8) return undefined;
  for (const match of text.matchAll(/\$(?:\{(\w+)(:?[-+?#%/][^}]*)?\}|(\w+))/g)) {
    const name = match[1] ?? match[3]!;
    if (PREDEFINED.test(name) || (match[2] && /^:?-./.test(match[2]))) continue;
    const value = declared.get(name);
    if (!value || value === '""' || value === "''") return name;
    const inner = missingIn(value, declared, depth + 1);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Whether the variable only chooses among stages of the file: `build-$VARIANT`. */
function choosesStage(text: string, { stages }: DockerfileDocument): boolean {
  const [before, behind, ...more] = text.toLowerCase().split(/\$(?:\{\w+\}|\w+)/);
  if (before === undefined || behind === undefined || more.length > 0 || before + behind === '') return false;
  return stages.some(({ name = '' }) => {
    const own = name.toLowerCase();
    return own.length > before.length + behind.length && own.startsWith(before) && own.endsWith(behind);
  });
}
