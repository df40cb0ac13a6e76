import type { Stage } from '../../core/facts/documents/dockerfile.js';
import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import { wellKnownName } from '../../core/facts/tables/image-names.js';
import type { ImageUse } from '../../core/facts/views/image.js';
import { assuming, defineRule, type Fix, listed } from '../../core/judge/rule.js';
import { fixWith } from '../command/_edits.js';
import { writtenAs } from '../image/_written-as.js';

const DISTRIBUTIONS =
  /^(?:ubuntu|debian|fedora|centos|quay\.io\/centos\/centos|rockylinux(?:\/rockylinux)?|almalinux|amazonlinux|opensuse\/leap|oraclelinux)$/;
const SMALL = /slim|minimal|micro|chiselled/;

export default defineRule({
  meta: {
    id: 'no-shell-in-minimal-image',
    title: 'A whole distribution is shipped for files that are only copied in',
    layer: 'image',
    per: {
      dockerfile: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.3'],
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-7'],
      'pci-dss-4': ['2.2.4'],
      soc2: ['CC6.8'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_3'],
    },

    why: 'The stage installs nothing, so it hardly needs the shell, the package manager and the hundred programs of the distribution. Each is a tool for whoever breaks in, and a hole to patch.',
    remedy: 'Start from a slim, distroless or chiselled image, or from `scratch` for a static program.',
    exceptions: 'Programs that call others of the distribution; stages that install packages are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM golang:1.25 AS build\nRUN make\nFROM «debian:12.6»\nCOPY --from=build /app /app\nCMD ["/app"]\n',
        fixed: 'FROM golang:1.25 AS build\nRUN make\nFROM debian:12.6-slim\nCOPY --from=build /app /app\nCMD ["/app"]\n',
        message: 'debian is shipped whole, though nothing is installed in it.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM «ubuntu:24.04»\nCOPY app /app\n',
        fixed: 'FROM image:version\nCOPY app /app\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM «almalinux:9.6»\nCOPY app /app\n',
        fixed: 'FROM almalinux:9.6-minimal\nCOPY app /app\n',
      },
      { file: 'Dockerfile', good: 'FROM debian:12-slim\nCOPY app /app\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nRUN apt-get install -y ca-certificates\nCOPY app /app\n' },
      { file: 'Dockerfile', good: 'FROM gcr.io/distroless/static\nCOPY app /app\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\n' },
    ],
  },

  checks: {
    *stage(stage) {
      const reference = stage.final ? stage.root?.reference : undefined;
      if (!reference || !DISTRIBUTIONS.test(wellKnownName(reference)) || SMALL.test(reference.tag ?? '') || !onlyCopies(stage)) return;
      yield {
        at: stage,
        message: `${reference.name} is shipped whole, though nothing is installed in it.`,
        fixes: () => (stage.base && stage.root === stage.base ? fixesFor(stage.base) : []),
      };
    },
  },
});

/** The small variant of the same release, where one is known to exist; else the image that somebody names. */
function fixesFor(base: ImageUse): readonly Fix[] {
  const { tag, name } = base.reference!;
  const ending =
    tag === undefined ? undefined : SMALLER.find(([image, tags]) => image.test(wellKnownName(base.reference!)) && tags.test(tag))?.[2];
  if (ending !== undefined) {
    const small = listed(fixWith(`Start from ${name}:${tag}${ending}`, base.setTag(`${tag}${ending}`)));
    // Of Debian it lacks what only people read.
    return listed(assuming(small, ending === '-slim' && name === 'debian' ? undefined : LESS));
  }
  if (!writtenAs(base, 'gcr.io/distroless/base')) return [];
  return [
    {
      title: 'Start from a smaller image ...',
      safety: 'review',
      needs: 'input',
      assumes: LESS,
      async edits({ ask }) {
        const answer = await ask({ prompt: `Which small image has what the program needs of ${name}?`, placeholder: 'image:version' });
        return answer === null ? null : writtenAs(base, answer);
      },
    },
  ];
}

const LESS = 'The program needs nothing that only the whole image has.';

/** Images with a small variant of these tags, and what it is called. */
const SMALLER: readonly (readonly [image: RegExp, tags: RegExp, ending: string])[] = [
  [/^debian$/, /./, '-slim'],
  [/^oraclelinux$/, /^(?:7|8|9|10)$/, '-slim'],
  [/^(?:almalinux|rockylinux(?:\/rockylinux)?)$/, /^(?:8|9)(?:\.\d+)?$/, '-minimal'],
];

/** Whether files are copied in and nothing is installed. What cannot be read may install. */
const onlyCopies = (stage: Stage): boolean =>
  stage.all('COPY').length + stage.all('ADD').length > 0 &&
  stage.all('RUN').every(({ script }) => !script.failed && !script.commands.some(command => packageCommand(command)?.does === 'install'));
