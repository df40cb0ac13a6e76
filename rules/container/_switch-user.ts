import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import type { ImageUser } from '../../core/facts/tables/base-images.js';
import type { Fix } from '../../core/judge/rule.js';
import { at, lineEndOf, type TextEdit } from '../../core/text.js';
import { copyTarget, isIn } from '../dockerfile/_paths.js';
import { isForWriting, preparedPathsOf } from './_written-paths.js';

/** A number that no account of an image has: it needs none. */
const NUMBER = '10001:10001';

/**
 * Switches to an account that the image has, else to a number, where nothing after it needs root: what the image prepares for writing
 * becomes the account's, and so do copies into it. None where that cannot be seen: volumes keep the owner that they have.
 */
export function switchUser(stage: Stage, known: ImageUser | undefined): readonly Fix[] {
  const made = accountsOf(stage);
  const account = made.at(-1) ?? known?.availableUser ?? (known?.root && isServer(stage) ? NUMBER : undefined);
  const starts = stage.instructions.find(({ keyword, onbuild }) => !onbuild && (keyword === 'CMD' || keyword === 'ENTRYPOINT'));
  if (account === undefined || known?.drops || !starts || made.length > 1) return [];
  const low = stage.all('EXPOSE').some(({ words }) => words.some(({ text }) => Number.parseInt(text, 10) < 1024));
  const after = stage.instructions.some(({ keyword, span }) => span.start > starts.span.start && ['RUN', 'WORKDIR'].includes(keyword));
  if (low || after || usesHome(stage) || stage.all('VOLUME').length > 0 || stage.shellBefore(starts) !== 'posix') return [];
  const paths = preparedPathsOf(stage);
  const copies = stage.instructions.filter(copy => isWrittenCopy(copy, paths) && !copy.flag('chown'));
  // What is copied after the switch would have to be looked at again.
  if (copies.some(copy => copy.span.start > starts.span.start)) return [];
  const owner = account === NUMBER || account.includes(':') ? account : `${account}:`;
  const given = paths.filter(path => !isGiven(stage, path, account));
  const eol = lineEndOf(starts.text);
  const lower = starts.text.slice(starts.keywordSpan.start, starts.keywordSpan.end) === starts.keyword.toLowerCase();
  const keyword = (name: string) => (lower ? name.toLowerCase() : name);
  const lines = [...(given.length > 0 ? [`${keyword('RUN')} chown -R ${owner} ${given.join(' ')}`] : []), `${keyword('USER')} ${account}`];
  const edits = (): readonly TextEdit[] => [
    ...copies.map(copy => ({ span: at(copy.keywordSpan.end), text: ` --chown=${account}` })),
    { span: at(starts.span.start), text: lines.map(line => line + eol).join('') },
  ];
  const whose =
    made.length > 0 ? 'the account that it makes' : account === NUMBER ? 'a number that no account has' : 'an account of the base image';
  return [
    {
      title: `Run as ${account}, ${whose}`,
      safety: 'review',
      assumes: `The program writes to no other place than ${[...paths, 'the temporary folders'].join(', ')}.`,
      edits,
      // A number would do without the image's list of accounts, but a name says more.
      ...(account === NUMBER ? {} : { expects: ['numeric-user'] }),
    },
  ];
}

/** A number has no home, which tools for people want: what listens, or brings nothing but what another stage has built, does without. */
const isServer = (stage: Stage): boolean =>
  stage.all('EXPOSE').length > 0 ||
  (stage.all('RUN').length === 0 && stage.all('COPY').length > 0 && stage.all('COPY').every(copy => copy.flag('from')));

/** Whether the build leaves something in the home of root, where nobody else can read it. */
const usesHome = (stage: Stage): boolean =>
  stage.chain.some(one =>
    one.instructions.some(
      ({ keyword, text, span }) =>
        ['RUN', 'COPY', 'ADD', 'ENV', 'WORKDIR', 'CMD', 'ENTRYPOINT'].includes(keyword) &&
        /(?:^|[\s"'=:])(?:~\/|\/root\b)|\$\{?HOME\b/.test(text.slice(span.start, span.end)) &&
        // A cache of the build is no part of the image.
        !/--mount=type=cache,[^\s]*\/root\b[^\n]*$/m.test(text.slice(span.start, span.end)),
    ),
  );

/** Accounts that the Dockerfile makes, other than for a service that it starts itself. */
function accountsOf(stage: Stage): readonly string[] {
  const names = stage.all('RUN').flatMap(({ script }) =>
    script.commands.flatMap(({ name, words }) => {
      if (name !== 'useradd' && name !== 'adduser') return [];
      const values = words.slice(1).map(({ value }) => value);
      const last = values.at(-1);
      // `adduser app group` puts an account into a group.
      const isMembership = values.length === 2 && values.every(value => value !== undefined && !value.startsWith('-'));
      return last !== undefined && /^[a-z_][\w-]*$/.test(last) && !isMembership ? [last] : [];
    }),
  );
  return [...new Set(names)];
}

/** A copy into, or of, what is for writing. */
function isWrittenCopy(copy: Instruction, paths: readonly string[]): boolean {
  if (copy.keyword !== 'COPY' && copy.keyword !== 'ADD') return false;
  const target = copyTarget(copy);
  return target !== undefined && (isForWriting(target) || paths.some(path => isIn(target, path)));
}

/** Whether some `chown` has given a path, or one above it, to the account. */
const isGiven = (stage: Stage, path: string, account: string): boolean =>
  stage.all('RUN').some(({ script }) =>
    script.commands.some(({ name, words }) => {
      const values = words.slice(1).flatMap(({ value }) => value ?? []);
      const [owner, ...rest] = values.filter(value => !value.startsWith('-'));
      return (
        name === 'chown' && owner?.split(':')[0] === account.split(':')[0] && rest.some(one => isIn(path, one.replace(/(.)\/$/, '$1')))
      );
    }),
  );
