import type { Stage } from '../../core/facts/documents/dockerfile.js';
import { wellKnownName } from '../../core/facts/tables/image-names.js';
import { defineRule } from '../../core/judge/rule.js';
import type { TextEdit } from '../../core/text.js';
import { type BuildUser, isRootName, userAt } from '../command/_build-user.js';

/** Whole distributions, which bring `su`, `mount`, `passwd` and the like. */
const FULL =
  /^(?:debian|ubuntu|fedora|centos|rockylinux(?:\/rockylinux)?|almalinux|oraclelinux|amazonlinux|opensuse\/leap|node|python|golang|ruby|php|perl|rust|openjdk|eclipse-temurin|buildpack-deps)$/;

const STRIPS = /-perm\s+[/+-]?(?:[246]000|[ug]=s|[ug][+=]s)[\s\S]{0,300}(?:chmod|-delete|rm)/;
const LINE = 'RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} + || true';

export default defineRule({
  meta: {
    id: 'strip-setuid-binaries',
    title: 'Set-uid programs of the base image stay',
    layer: 'access',
    per: {
      dockerfile: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.8'],
      'nist-800-190': ['4.1.2'],
      'owasp-docker': ['RULE #4'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: {
      dockle: ['CIS-DI-0008'],
      'docker-bench': ['check_4_8'],
    },
    why: 'A distribution brings a dozen programs that run as root whoever starts them: `su`, `mount`, `passwd`. A server needs none, and each has had holes.',
    remedy: 'Take the bits away in the last step before `USER`, or start from an image without them.',
    exceptions: 'Containers that always run with `no-new-privileges`, which makes the bits mean nothing.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM «debian:12»\nRUN make\nUSER 1000\nCMD ["serve"]\n',
        fixed: 'FROM debian:12\nRUN make\nRUN find / -xdev -perm /6000 -type f -exec chmod a-s {} + || true\nUSER 1000\nCMD ["serve"]\n',
        message: 'The set-uid programs of the base image stay in this one.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12 AS base\nRUN make\nFROM «base»\n# Who serves.\nUSER 1000\nCOPY site /srv\n',
        fixed:
          'FROM debian:12 AS base\nRUN make\nFROM base\nRUN find / -xdev -perm /6000 -type f -exec chmod a-s {} + || true\n# Who serves.\nUSER 1000\nCOPY site /srv\n',
      },
      { file: 'Dockerfile', bad: 'FROM «debian:12»\nRUN make\n' },
      { file: 'Dockerfile', good: 'FROM alpine:3.22\nRUN make\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nUSER 1000\nRUN make\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nRUN find / -perm +6000 -type f -exec chmod a-s {} \\; || true\n' },
    ],
  },
  checks: {
    *stage(stage: Stage, { images }) {
      const reference = stage.root?.reference;
      if (
        !stage.final ||
        !reference ||
        !FULL.test(wellKnownName(reference)) ||
        /alpine|distroless|chiseled|windows/.test(reference.tag ?? '')
      )
        return;
      const steps = stage.all('RUN');
      const isRoot = ({ name }: BuildUser) => name === undefined || isRootName(name);
      if (
        !steps.some(step => isRoot(userAt(step, images))) ||
        steps.some(({ text, span }) => STRIPS.test(text.slice(span.start, span.end)))
      )
        return;
      const edits = insertion(stage);
      yield {
        at: stage,
        message: 'The set-uid programs of the base image stay in this one.',
        fixes: edits ? [{ title: 'Take the set-uid bits away before USER', safety: 'review', edits: () => edits }] : [],
      };
    },
  },
});

/** Before the first USER of the stage: without one all is root's anyway. `null` where a step comes after it. */
function insertion({ instructions }: Stage): readonly TextEdit[] | null {
  const user = instructions.findIndex(({ keyword, onbuild }) => keyword === 'USER' && !onbuild);
  return user < 0 || instructions.some(({ keyword }, i) => keyword === 'RUN' && i > user) ? null : [instructions[user]!.insertAbove(LINE)];
}
