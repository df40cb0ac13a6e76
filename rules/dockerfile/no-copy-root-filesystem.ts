import { type DockerfileDocument, stageNamed } from '../../core/facts/documents/dockerfile.js';
import { parseImageReference } from '../../core/facts/image-reference.js';
import { wellKnownName } from '../../core/facts/tables/image-names.js';
import { defineRule } from '../../core/judge/rule.js';
import { copiedFiles } from './_paths.js';

/** Ways to write the root of a file system. */
const ROOT = /^\/[/.]*$/;
/** Of another stage, what is no absolute path starts at its root. */
const ALL = /^(?:\/[/.]*|\.\/?)$/;
/** Images on `scratch` that say of themselves how they are used: `COPY --from=xx / /`. */
const MADE_FOR_IT: ReadonlySet<string> = new Set(['tonistiigi/xx']);

export default defineRule({
  meta: {
    id: 'no-copy-root-filesystem',
    title: 'All files of another stage are taken over',
    layer: 'image',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['4.3'],
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-7'],
      'pci-dss-4': ['2.2.4'],
      soc2: ['CC6.8'],
    },
    alsoKnownAs: {
      hadolint: ['DL3067'],
      'docker-bench': ['check_4_3'],
    },

    why: 'With `/` come the tools of the build, its caches and whatever secrets it left behind, which the stages were made to keep apart.',
    remedy: 'Name the files that the image needs.',
    exceptions:
      'An image that is only put together into one layer on `scratch` is reported as information. What comes from a stage on `scratch` was put there to be taken, and is not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM golang:1.25 AS build\nRUN make\nFROM alpine:3.22\nCOPY --from=build «/» /\n',
        message: 'All files of build are taken over, its tools and leftovers included.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12 AS build\nFROM scratch\nCOPY --from=build «/.» /\n' },
      { file: 'Dockerfile', bad: 'FROM debian:12 AS build\nFROM alpine:3.22\nCOPY --from=build «.» /\n' },
      {
        file: 'Dockerfile',
        good: 'FROM golang:1.25 AS build\nFROM alpine:3.22\nCOPY --from=build /out/ /\nCOPY --from=build / /rootfs/\nCOPY / /\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM --platform=$BUILDPLATFORM tonistiigi/xx:1.6.1 AS xx\nFROM scratch AS tools\nCOPY bin /usr/bin\nFROM golang:1.25 AS build\nCOPY --from=xx / /\nCOPY --from=tools / /\nCOPY --from=docker.io/tonistiigi/xx / /\n',
      },
    ],
  },

  mentions: ['from'],
  checks: {
    *dockerfile(document) {
      for (const instruction of document.instructions) {
        if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
        const from = instruction.flag('from')?.value;
        const last = from ? instruction.words.at(-1) : undefined;
        const target = last && instruction.expand(last).value;
        if (from === undefined || target === undefined || !ROOT.test(target) || isMadeForIt(from, document)) continue;
        for (const { word, source } of copiedFiles(instruction)) {
          if (!ALL.test(source)) continue;
          yield {
            at: { span: word.span, place: instruction.place },
            message: `All files of ${from} are taken over, its tools and leftovers included.`,
            ...(instruction.stage?.root ? {} : { severity: 'info' as const }),
          };
        }
      }
    },
  },
});

/** Whether what is copied from holds only what somebody put there for others to take. */
function isMadeForIt(from: string, { stages }: DockerfileDocument): boolean {
  const stage = stageNamed(stages, from) ?? (/^\d+$/.test(from) ? stages[Number(from)] : undefined);
  const reference = stage ? stage.root?.reference : parseImageReference(from);
  if (!stage || stage.root) return reference !== undefined && MADE_FOR_IT.has(wellKnownName(reference));
  return true;
}
