import { isAbsent } from '../../core/facts/fact.js';
import type { RuleMeta } from '../../core/judge/rule.js';
import { assuming, defineRule, setTo, without } from '../../core/judge/rule.js';

const meta = (id: string, more: Partial<RuleMeta> & Pick<RuleMeta, 'per'>): RuleMeta => ({
  id,
  title: `Title of ${id}`,
  layer: 'runtime',
  why: `Why of ${id}.`,
  remedy: `Remedy of ${id}.`,
  exceptions: `Exceptions of ${id}.`,
  controls: { 'cis-docker-1.6': ['5.5'] },
  alsoKnownAs: { hadolint: ['DL0000'] },
  examples: [],
  ...more,
});

/** A few rules, one for each thing that the server does with rules. */
export const rules = [
  defineRule({
    meta: meta('no-privileged', { per: { compose: { severity: 'critical', preset: 'essential', fix: 'review' } } }),
    checks: {
      *container({ name, privileged }) {
        if (privileged.value === true)
          yield { at: privileged, message: `${name} owns the host.`, fixes: without(privileged, 'Take privileged out') };
      },
    },
  }),
  defineRule({
    meta: meta('read-only-root', {
      group: 'missing-hardening',
      per: { compose: { severity: 'medium', preset: 'recommended', fix: 'review' } },
    }),
    checks: {
      *container({ name, readOnlyRoot }) {
        if (isAbsent(readOnlyRoot))
          yield {
            at: readOnlyRoot,
            message: `${name} can write to its root.`,
            fixes: assuming(setTo(readOnlyRoot, true, 'Make the root read-only'), `${name} writes nothing.`),
          };
      },
    },
  }),
  defineRule({
    meta: meta('no-new-privileges', {
      group: 'missing-hardening',
      per: { compose: { severity: 'medium', preset: 'recommended', fix: 'review' } },
    }),
    checks: {
      *container({ name, privilegeEscalation }) {
        if (isAbsent(privilegeEscalation)) {
          yield {
            at: privilegeEscalation,
            message: `${name} can gain privileges.`,
            fixes: setTo(privilegeEscalation, false, 'Forbid new privileges'),
          };
        }
      },
    },
  }),
  defineRule({
    meta: meta('copy-instead-of-add', { per: { dockerfile: { severity: 'low', preset: 'recommended', fix: 'safe' } } }),
    checks: {
      *instruction({ keyword, keywordSpan: span, place, text }) {
        if (keyword !== 'ADD') return;
        const title = 'Write COPY';
        yield {
          at: { span, place },
          message: `ADD fetches: ${text.length > 0}.`,
          fixes: [{ title, safety: 'safe', edits: () => [{ span, text: 'COPY' }] }],
        };
      },
    },
  }),
  defineRule({
    meta: meta('pin-image', { per: { dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' } } }),
    checks: {
      *image(image) {
        const { reference } = image;
        if (!reference || reference.digest) return;
        yield {
          at: image,
          message: `${image.text} can change under you.`,
          fixes: [
            {
              title: `Pin ${image.text}`,
              safety: 'review',
              needs: 'registry',
              edits: async ({ registry }) => image.setDigest(await registry.digest(reference)),
            },
          ],
        };
      },
    },
  }),
  defineRule({
    meta: meta('needs-user', { per: { dockerfile: { severity: 'high', preset: 'recommended', fix: 'review' } } }),
    checks: {
      *instruction({ keyword, span, place }) {
        if (keyword !== 'CMD') return;
        yield {
          at: { span, place },
          message: 'It runs as root.',
          fixes: [
            {
              title: 'Name a user',
              safety: 'review',
              needs: 'input',
              async edits({ ask }) {
                const user = await ask({ prompt: 'User', placeholder: 'app' });
                return user === null ? null : [{ span: { start: span.start, end: span.start }, text: `USER ${user}\n` }];
              },
            },
            {
              title: 'Leave a note beside it',
              safety: 'review',
              edits: () => [{ span: { start: 0, end: 0 }, text: 'see Dockerfile\n', path: 'notes/a b.txt' }],
            },
          ],
        };
      },
    },
  }),
  defineRule({
    meta: meta('throws', { per: { compose: { severity: 'low', preset: 'recommended', fix: null } } }),
    checks: {
      container({ name }) {
        if (name === 'boom') throw new Error('a bug');
        return [];
      },
    },
  }),
];
